"""Claimed files to clusters."""

from __future__ import annotations

from collections.abc import Sequence

from kafkalint.errors import InputError
from kafkalint.findings import Notice
from kafkalint.sources import Reading, SourceFile, Workspace
from kafkalint.sources._settings import PropertyFile, read_settings
from kafkalint.sources.properties import clusters, recognition
from kafkalint.sources.properties.ensemble import local_zookeeper
from kafkalint.sources.properties.member import Member


def read_files(files: Sequence[SourceFile], workspace: Workspace) -> Reading:
    """Every broker and controller that `files` configure, those of one cluster together."""
    reading = Reading()
    members = []
    for file in files:
        settings = _settings(file, workspace, reading)
        if settings is not None:
            members.append(Member(settings))
    for group in clusters.grouped(members):
        ensemble = local_zookeeper(group, workspace)
        reading.clusters.append(clusters.cluster(group, ensemble))
        reading.consumed.update(path for node in ensemble for path in node.files)
    return reading


def _settings(file: SourceFile, workspace: Workspace, reading: Reading) -> PropertyFile | None:
    """The file's settings; None, perhaps with a notice, where they are no broker's."""
    text = file.text
    if not recognition.may_be_broker(file.path, text.content.encode(errors="replace")):
        return None
    try:
        settings = read_settings(text, workspace)
    except InputError as problem:
        if recognition.looks_like_broker(text):
            notice = Notice("unreadable", file.path, problem.line, problem.message)
            reading.notices.append(notice)
        return None
    if recognition.is_whole_template(settings, text):
        message = "a template puts in all of its settings, from where cannot be followed"
        reading.notices.append(Notice("unresolved", file.path, 1, message))
        return None
    return settings if recognition.is_broker(settings) else None
