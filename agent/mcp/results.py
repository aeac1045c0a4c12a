"""What a server answers, as text for the model."""

import json
from collections.abc import Iterator

from mcp import types

_LONGEST = 100_000
"""Characters: more than any model reads with profit, and few enough to be recorded."""


def text(result: types.CallToolResult) -> str:
    """Whatever came: texts as they are, all else by its kind and size."""
    parts = [*_parts(result)]
    if not any(parts) and result.structuredContent is not None:
        parts = [json.dumps(result.structuredContent, ensure_ascii=False)]
    said = "\n".join(part for part in parts if part) or "(The tool answered with nothing.)"
    # Neither survives being recorded.
    said = said.encode(errors="replace").decode().replace("\0", "")
    return said if len(said) <= _LONGEST else f"{said[:_LONGEST]}\n({len(said) - _LONGEST:,} characters left out.)"


def _parts(result: types.CallToolResult) -> Iterator[str]:
    for content in result.content:
        match content:
            case types.TextContent():
                yield content.text
            case types.ImageContent() | types.AudioContent():
                yield f"({content.type}, {content.mimeType}, {_bytes(content.data)})"
            case types.ResourceLink():
                yield f"(resource {content.uri}, {content.name})"
            case types.EmbeddedResource(resource=types.TextResourceContents() as resource):
                yield resource.text
            case types.EmbeddedResource(resource=types.BlobResourceContents() as resource):
                yield f"(resource {resource.uri}, {resource.mimeType}, {_bytes(resource.blob)})"


def _bytes(base64: str) -> str:
    return f"{len(base64.rstrip('=')) * 3 // 4:,} bytes"
