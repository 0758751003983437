"""How unlikely a count is, where counts vary more than chance alone would make them: the negative binomial.

With mean μ and dispersion φ the variance is μ + φμ² (the form called NB2: Cameron, A. C. and Trivedi, P. K. (2013),
"Regression Analysis of Count Data", 2nd ed., Cambridge University Press, chapter 3). With r = 1/φ and q = μ / (r + μ)

    P(X ≥ k) = I_q(k, r)        I: the regularised incomplete beta function

which for a whole r is 8.17.24 of the NIST Digital Library of Mathematical Functions (dlmf.nist.gov), and for any r
follows from its 8.17.20, where I_q(k, r) − I_q(k + 1, r) is just P(X = k). It is what Cephes and SciPy call `nbdtrc`.
I is computed by its continued fraction, DLMF 8.17.22, with Lentz's method (Thompson, I. J. and Barnett, A. R. (1986),
"Coulomb and Bessel functions of complex arguments and order", Journal of Computational Physics 64, 490–509). Nothing
is approximated by a normal curve, so small counts are as exact as large ones.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p, sqrt
from typing import Final

_LEAST_DISPERSION: Final = 1e-6
"""Below this it is Poisson's distribution for every count that people could write."""
_TINY: Final = 1e-300
_CLOSE: Final = 1e-15
_MOST_STEPS: Final = 100_000


def variance(mean: float, dispersion: float) -> float:
    return mean + dispersion * mean * mean


def tail(count: int, mean: float, dispersion: float) -> float:
    """The chance of `count` or more in one hour, where `mean` are expected."""
    if not (mean >= 0 and dispersion >= 0):
        raise ValueError(f"a mean of {mean} with dispersion {dispersion} is no distribution")
    if count <= 0:
        return 1.0
    if mean == 0:
        return 0.0
    size = 1 / max(dispersion, _LEAST_DISPERSION)
    return _incomplete_beta(mean / (size + mean), size / (size + mean), float(count), size)


def _incomplete_beta(x: float, rest: float, a: float, b: float) -> float:
    """I_x(a, b); `rest` is 1 − x, handed over since the difference would lose its digits."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * _log(x, rest) + b * _log(rest, x))
    # the fraction converges fast on this side of the mean, on the other the symmetric one does (DLMF 8.17.4)
    if x <= (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(x, a, b) / a)
    return max(0.0, 1 - front * _fraction(rest, b, a) / b)


def _log(x: float, rest: float) -> float:
    return log(x) if x < 0.5 else log1p(-rest)


def _fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of DLMF 8.17.22 by Lentz's method; of the order of √max(a, b) steps."""
    upper, lower = 1.0, 1 / _apart(1 - (a + b) * x / (a + 1))
    value = lower
    for step in range(1, _MOST_STEPS):
        twice = a + 2 * step
        even = step * (b - step) * x / ((twice - 1) * twice)
        lower, upper = 1 / _apart(1 + even * lower), _apart(1 + even / upper)
        value *= lower * upper
        odd = -(a + step) * (a + b + step) * x / (twice * (twice + 1))
        lower, upper = 1 / _apart(1 + odd * lower), _apart(1 + odd / upper)
        value *= lower * upper
        if abs(lower * upper - 1) < _CLOSE * 4:
            return value
    raise ArithmeticError(f"the incomplete beta function of {x}, {a}, {b} does not converge")


def _apart(value: float) -> float:
    """Away from zero, by which is divided."""
    return value if abs(value) > _TINY else _TINY


def spread(mean: float, dispersion: float) -> float:
    """The standard deviation."""
    return sqrt(variance(mean, dispersion))
