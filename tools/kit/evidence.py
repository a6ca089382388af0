"""Evidence: a place on a sheet and how something was read there."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Box = tuple[float, float, float, float]
"""(x0, y0, x1, y1) in millimetres on paper, origin top left, y down, after the page's own rotation."""

Method = Literal["text", "ocr", "schedule", "vector", "raster", "vision", "user", "assumption"]


class Evidence(BaseModel):
    """Where a figure or a text was found. Evidence given by the user or by assumption has no sheet and no box."""

    model_config = ConfigDict(frozen=True)

    sheet: int = Field(0, description="number of the sheet in the run, from 1; 0 where the source is no drawing")
    box: Box | None = None
    method: Method
    text: str = Field("", description="what was read there, or what the user or the assumption says")
    confidence: float = Field(1.0, ge=0, le=1)
