"""The cache that several machines share: where it is down or slow, that costs speed and no answer.
Limits on guessing passwords are counted in it, and which codes of a second factor have been used:
both hold again once it is back."""

import functools
import logging

from django.core.cache.backends import redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

PATIENCE = 0.25  # seconds, for one question to it

logger = logging.getLogger("colloquy.cache")


def or_else(answer):
    """What `method` says, or `answer` where the cache does not."""

    def careful(method):
        @functools.wraps(method)
        def ask(self, *args, **kwargs):
            try:
                return method(self, *args, **kwargs)
            except RedisError as failure:
                logger.warning("The cache does not answer: %s", failure)
                return answer() if callable(answer) else answer

        return ask

    return careful


class RedisCache(redis.RedisCache):
    """For Redis and Valkey."""

    def __init__(self, server, params):
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        options = patience | {"retry": Retry(NoBackoff(), 0)} | params.get("OPTIONS", {})
        super().__init__(server, {**params, "OPTIONS": options})

    def get(self, key, default=None, version=None):
        return or_else(default)(super().get)(key, default, version)

    add = or_else(True)(redis.RedisCache.add)
    set = or_else(None)(redis.RedisCache.set)
    touch = or_else(False)(redis.RedisCache.touch)
    delete = or_else(False)(redis.RedisCache.delete)
    get_many = or_else(dict)(redis.RedisCache.get_many)
    has_key = or_else(False)(redis.RedisCache.has_key)
    incr = or_else(0)(redis.RedisCache.incr)
    set_many = or_else(list)(redis.RedisCache.set_many)
    delete_many = or_else(None)(redis.RedisCache.delete_many)
    clear = or_else(False)(redis.RedisCache.clear)
