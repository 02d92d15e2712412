"""Vietnam Post: the client that checks the holder of a PostID, and the reader of its signed calls to us."""

from verifiers.vietnam_post.client import PostId, PostIdHolder, PostIdRefusal
from verifiers.vietnam_post.news import (
    CALLBACK_WINDOW_SECONDS,
    BadNews,
    OfficeAct,
    OfficeCall,
    SignedNews,
    read_news,
)

__all__ = [
    "CALLBACK_WINDOW_SECONDS",
    "BadNews",
    "OfficeAct",
    "OfficeCall",
    "PostId",
    "PostIdHolder",
    "PostIdRefusal",
    "SignedNews",
    "read_news",
]
