"""The operating rule of one chain written by hand, draw by draw: what a programmer would write for this chain alone.

Nodes stand one after another. Members bring the first product, and what the first node does not want of it goes to
today's outlet; each node turns one product into the next; a market takes the last. The product in the middle keeps two
months, the last one three. It runs as it stands, and compiled by numba.
"""

from numba.extending import register_jitable

COMMON = ("supply", "price", "demand", "growth", "outlet", "room", "loss", "store_cost")
EACH = ("capacity", "yield", "cost")
FIRST = len(COMMON)


def yearly_cash(levels, seasons, cash, room):
    """Fill `cash` (year,) of one draw.

    `levels`: COMMON, then EACH of every node. `seasons` (month, 3): of supply, price and demand. `room` to work in:
    three lists by product, three by month.
    """
    worth, able, hand, target, waiting, paid = room
    nodes, months = (len(levels) - FIRST) // 3, len(seasons)
    find_price(levels, seasons, paid)
    season_stock(levels, seasons, room)
    for year in range(len(cash)):
        cash[year] = 0.0
    stock_middle = stock_last = before_middle = before_last = earlier_last = 0.0
    for month in range(months):
        cash[month // 12] -= levels[7] * (stock_middle + stock_last)
        clear(hand)
        hand[0] = levels[0] * seasons[month][0]
        hand[nodes // 2] = stock_middle * (1 - levels[6])
        hand[nodes] = stock_last * (1 - levels[6])
        find_worth(levels, paid[month], worth)
        wanted = min(levels[2] * seasons[month][2], could_arrive(levels, worth, hand, able))
        find_runs(levels, worth, hand, able, wanted + target[month], waiting[month])
        earned, made_middle, made_last = move(levels, hand, able)
        sold = min(wanted, hand[nodes])
        cash[month // 12] += earned + paid[month] * sold
        stock_middle = min(hand[nodes // 2], made_middle + before_middle, levels[5])
        stock_last = min(hand[nodes] - sold, made_last + before_last + earlier_last, levels[5])
        before_middle, before_last, earlier_last = made_middle, made_last, before_last


@register_jitable
def find_price(levels, seasons, paid):
    """Fill the market's price in every month."""
    grown = levels[1]
    for month in range(len(seasons)):
        if month and month % 12 == 0:
            grown *= 1 + levels[3]
        paid[month] = grown * seasons[month][1]


@register_jitable
def season_stock(levels, seasons, room):
    """Fill the stocks of the last and of the middle product wanted at each month's end: what the coming months lack."""
    worth, able, hand, target, waiting, paid = room
    middle = (len(worth) - 1) // 2
    lacking = next_one = next_two = next_three = 0.0
    lacking_middle = next_middle = after_middle = 0.0
    clear(hand)
    for back in range(len(seasons)):
        month = len(seasons) - 1 - back
        find_worth(levels, paid[month], worth)
        hand[0] = levels[0] * seasons[month][0]
        wanted = levels[2] * seasons[month][2]
        target[month] = min(lacking, next_one + next_two + next_three, levels[5])
        waiting[month] = min(lacking_middle, next_middle + after_middle, levels[5])
        lacking = max(0.0, target[month] + wanted - could_arrive(levels, worth, hand, able))
        used = could_use(levels, worth, wanted)
        made = able[middle - 1] * levels[FIRST + 3 * (middle - 1) + 1]
        lacking_middle = max(0.0, waiting[month] + used - made)
        next_one, next_two, next_three = wanted, next_one, next_two
        next_middle, after_middle = used, next_middle


@register_jitable
def could_use(levels, worth, wanted):
    """Return how much of the middle product the nodes after it could use for what the market wants."""
    nodes = len(worth) - 1
    for back in range(nodes - nodes // 2):
        node = nodes - 1 - back
        most = min(levels[FIRST + 3 * node], wanted / levels[FIRST + 3 * node + 1])
        wanted = most if worth[node] >= 0 else 0.0
    return wanted


@register_jitable
def clear(amounts):
    """Set all to zero."""
    for index in range(len(amounts)):
        amounts[index] = 0.0


@register_jitable
def find_worth(levels, paid, worth):
    """Fill each product's netback value, from the market's price back; the first also has today's outlet."""
    nodes = len(worth) - 1
    worth[nodes] = paid
    for back in range(nodes):
        node = nodes - 1 - back
        worth[node] = worth[node + 1] * levels[FIRST + 3 * node + 1] - levels[FIRST + 3 * node + 2]


@register_jitable
def could_arrive(levels, worth, hand, able):
    """Fill what every node could run, and return how much of the last product could stand ready."""
    reach = hand[0]
    for node in range(len(worth) - 1):
        able[node] = min(reach, levels[FIRST + 3 * node]) if worth[node] >= 0 else 0.0
        reach = hand[node + 1] + able[node] * levels[FIRST + 3 * node + 1]
    return reach


@register_jitable
def find_runs(levels, worth, hand, able, wanted, waiting):
    """Turn what every node could run into what it should run; the first only if it pays more than today's outlet.

    `waiting` is wanted of the middle product beside what the nodes after it take.
    """
    nodes = len(worth) - 1
    for back in range(nodes):
        node = nodes - 1 - back
        if node + 1 == nodes // 2:
            wanted += waiting
        missing = max(wanted - hand[node + 1], 0.0)
        wanted = min(missing / levels[FIRST + 3 * node + 1], able[node]) if worth[node] >= 0 else 0.0
        able[node] = wanted
    if worth[0] < levels[4]:
        able[0] = 0.0


@register_jitable
def move(levels, hand, runs):
    """Return today's sales less the costs of running, and what has come into the two stores, when goods have moved."""
    nodes, made_middle, made = len(hand) - 1, 0.0, 0.0
    earned = levels[4] * (hand[0] - min(runs[0], hand[0]))
    for node in range(nodes):
        run = min(runs[node], hand[node])
        made = run * levels[FIRST + 3 * node + 1]
        hand[node] -= run
        hand[node + 1] += made
        earned -= run * levels[FIRST + 3 * node + 2]
        if node + 1 == nodes // 2:
            made_middle = made
    return earned, made_middle, made
