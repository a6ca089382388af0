"""Looking up drawings: what the routes of drawings and of their sheets share."""

from api.models import Drawing
from api.parts import Parts
from api.problems import not_found


async def find_drawing(parts: Parts, user: str, drawing_id: str) -> Drawing:
    """Raises Problem where this user has no such drawing."""
    async with parts.database.read() as session:
        drawing = await session.get(Drawing, drawing_id)
    if drawing is None or drawing.user_id != user:
        raise not_found("drawing", "图纸")
    return drawing
