"""Vietnam Post: whose a verified PostID is, and news from its offices that prove themselves."""

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
