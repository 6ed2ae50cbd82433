"""One restrained style for every picture: colours that are told apart by everybody, on white and on black."""

# Each has a contrast of at least 3:1 on white and on near-black, and differs in lightness or is drawn differently.
COLOURS = {
    "main": "#2f7fc1",
    "second": "#d4651e",
    "third": "#1a9178",
    "fourth": "#a561a0",
    "limit": "#7b848d",
    "floor": "#d4483b",
    "loss": "#9aa2aa",
    "beside": "#1a9178",
}
DASHES = {"second": "7 4", "third": "2 3", "fourth": "9 3 2 3", "limit": "6 4", "floor": "2 3"}
PLOTLY_DASHES = {"second": "dash", "third": "dot", "fourth": "dashdot", "limit": "dash", "floor": "dot"}
SWING_ROLES = ("second", "main")
"""of the result with a number at its low and at its high end"""
TEXT = "#737a82"
FAINT = "rgba(128,136,144,0.22)"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
STEP_HEIGHT = 42
CALENDAR_ROW = 56
CHART_HEIGHT = 300


def see_through(role: str, opacity: float) -> str:
    """Return a role's colour as rgba with an opacity 0..1."""
    colour = COLOURS[role]
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"
