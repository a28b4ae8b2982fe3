# A variable of that name that is no logger, and methods of that name on other things.
import math


def f(x: float, form, name: str) -> float:
    log = math.log(x)
    form.error(f"no {name}")
    return log
