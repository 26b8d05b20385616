"""From scores to errors, and the loss on the way.

With s = +1 for label 1 and -1 for label 0, z = s * score and u = exp(-z): the label has the probability 1 / (1 + u),
the loss is log(1 + u), and label - sigmoid(score) is s * u / (1 + u). The factors 1 + u of a batch are multiplied, with
mantissas and exponents apart, and the logarithm is taken once.
"""

import math

from firth.kernels.compiling import inlined
from firth.kernels.simd import (
    add,
    divide,
    exponent,
    exponential,
    fma,
    load,
    logarithm,
    mantissa,
    multiply,
    splat,
    store,
    subtract,
    sum_of,
    where,
)


@inlined
def begin_loss(loss_product):
    """Set the product to 1."""
    store(loss_product, 0, 0, splat(loss_product.dtype.type(1)))
    store(loss_product, 1, 0, splat(loss_product.dtype.type(0)))


@inlined
def errors_of(scores, signs, alpha, loss_product):
    """Sixteen errors (label - sigmoid(score)) * alpha, 0 where the sign is 0.

    Args:
        scores: lanes.
        signs: lanes: +1 for label 1, -1 for label 0, 0: not trained.
        alpha: learning rate.
        loss_product: [2, 16]. The factors of those that are trained are multiplied in.

    Returns:
        Lanes.
    """
    one, none = splat(loss_product.dtype.type(1)), splat(loss_product.dtype.type(0))
    odds = exponential(subtract(none, multiply(signs, scores)))
    whole = add(odds, one)
    product = multiply(load(loss_product, 0, 0), where(signs, whole, one))
    missing = subtract(product, product)  # NaN must come through, and has neither mantissa nor exponent
    store(loss_product, 0, 0, mantissa(product))
    store(loss_product, 1, 0, add(load(loss_product, 1, 0), add(exponent(product), missing)))
    return multiply(multiply(signs, splat(loss_product.dtype.type(alpha))), divide(odds, whole))


@inlined
def loss_of(loss_product):
    """The logarithm of the product, in nats."""
    power, factors = load(loss_product, 1, 0), load(loss_product, 0, 0)
    return sum_of(fma(power, splat(loss_product.dtype.type(math.log(2.0))), logarithm(factors)))
