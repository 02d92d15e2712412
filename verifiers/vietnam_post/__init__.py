"""Vietnam Post: whose a verified PostID is, and news from its counters that prove themselves."""

from verifiers.vietnam_post.client import PostId, PostIdHolder, PostIdRefusal
from verifiers.vietnam_post.news import (
    CALLBACK_WINDOW_SECONDS,
    BadNews,
    CounterAct,
    CounterNews,
    SignedNews,
    read_news,
)

__all__ = [
    "CALLBACK_WINDOW_SECONDS",
    "BadNews",
    "CounterAct",
    "CounterNews",
    "PostId",
    "PostIdHolder",
    "PostIdRefusal",
    "SignedNews",
    "read_news",
]
