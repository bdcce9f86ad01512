"""A company's files in an S3-compatible bucket. Imported only by an instance that has one."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import BinaryIO

import structlog
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.session import get_session

from tenants.config import BucketAddress
from tenants.storage.errors import FileMissing, StorageUnreachable

log = structlog.get_logger(__name__)

# Checksums only where the protocol wants them: other makers' servers do not all know Amazon's own.
PATIENCE = Config(
    connect_timeout=3,
    read_timeout=10,
    retries={"mode": "standard", "total_max_attempts": 3},
    s3={"addressing_style": "path"},
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
IMPATIENCE = PATIENCE.merge(Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1}))


@lru_cache
def client(bucket: BucketAddress, patience: Config = PATIENCE) -> BaseClient:
    """Kept by each process: it is slow to make, shared by threads, and connects only when it is used."""
    return get_session().create_client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        aws_access_key_id=bucket.key,
        aws_secret_access_key=bucket.secret,
        config=patience,
    )


@contextmanager
def _reaching(bucket: BucketAddress) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        log.error("bucket unreachable", endpoint=bucket.endpoint, bucket=bucket.name, cause=str(error))
        raise StorageUnreachable from error


class Bucket:
    """A company's files under its own prefix, `<schema>/<2 first hex>/<sha256>`: the same paths as in a folder."""

    def __init__(self, bucket: BucketAddress, schema: str):
        self.bucket = bucket
        self.client = client(bucket)
        self.prefix = f"{schema}/"

    def answers(self) -> bool:
        """Whether the bucket is there and takes our key, within three seconds."""
        try:
            client(self.bucket, IMPATIENCE).head_bucket(Bucket=self.bucket.name)
        except (BotoCoreError, ClientError):
            return False
        return True

    def has(self, digest: str) -> bool:
        with _reaching(self.bucket):
            try:
                self._ask("head_object", Key=self._key(digest))
            except ClientError as error:
                if _code(error) == "404":
                    return False
                raise
        return True

    def write(self, digest: str, content: BinaryIO) -> None:
        with _reaching(self.bucket):
            self._ask("put_object", Key=self._key(digest), Body=content)

    @contextmanager
    def open(self, digest: str) -> Iterator[BinaryIO]:
        """The content, to read by pieces. Raises FileMissing."""
        with _reaching(self.bucket):
            try:
                content = self._ask("get_object", Key=self._key(digest))["Body"]
            except ClientError as error:
                if _code(error) == "NoSuchKey":
                    raise FileMissing(digest) from None
                raise
            with content:
                yield content

    def delete(self, digest: str) -> None:
        with _reaching(self.bucket):
            self._ask("delete_object", Key=self._key(digest))

    def names(self) -> list[str]:
        with _reaching(self.bucket):
            pages = self.client.get_paginator("list_objects_v2")
            found = pages.paginate(Bucket=self.bucket.name, Prefix=self.prefix).search("Contents[].Key")
            names = (key.rpartition("/")[2] for key in found if key)
            return sorted(name for name in names if len(name) == 64)

    def clear(self) -> None:
        for digest in self.names():
            self.delete(digest)

    def _ask(self, verb: str, **arguments) -> dict:
        return getattr(self.client, verb)(Bucket=self.bucket.name, **arguments)

    def _key(self, digest: str) -> str:
        return f"{self.prefix}{digest[:2]}/{digest}"


def _code(error: ClientError) -> str:
    return error.response["Error"]["Code"]
