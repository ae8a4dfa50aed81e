"""An extractor that gets most headlines wrong: the report of its run has something to show."""

from __future__ import annotations

import cnn_lite


def extract(html, url, content_type):
    record = cnn_lite.extract(html, url=url, content_type=content_type).to_dict()
    return record | {"headline": "Home"} if record["kind"] == "article" else record
