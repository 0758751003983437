"""Every promise of every store, in one place: an implementation plugs into this."""

from __future__ import annotations

from tests.contracts.store_audit import StoreAudit
from tests.contracts.store_ballot_log import StoreBallotLog
from tests.contracts.store_broadcasts import StoreBroadcasts
from tests.contracts.store_contract import StoreContract
from tests.contracts.store_draws import StoreDraws
from tests.contracts.store_electorates import StoreElectorates
from tests.contracts.store_followups import StoreFollowUps
from tests.contracts.store_keeping import StoreKeeping
from tests.contracts.store_leases import StoreLeases
from tests.contracts.store_nudges import StoreNudges
from tests.contracts.store_objections import StoreObjections
from tests.contracts.store_papers import StorePapers
from tests.contracts.store_personal import StorePersonal
from tests.contracts.store_secrecy import StoreSecrecy
from tests.contracts.store_times import StoreTimes
from tests.contracts.store_turns import StoreTurns


class StoreWhole(
    StoreContract,
    StoreTurns,
    StoreKeeping,
    StorePersonal,
    StoreLeases,
    StoreBroadcasts,
    StoreTimes,
    StoreAudit,
    StoreElectorates,
    StoreSecrecy,
    StoreBallotLog,
    StorePapers,
    StoreFollowUps,
    StoreDraws,
    StoreNudges,
    StoreObjections,
):
    """The whole contract."""
