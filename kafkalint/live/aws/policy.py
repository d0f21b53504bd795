"""The least IAM policy that an audit needs: everything it asks, and nothing else."""

from __future__ import annotations

import json

from kafkalint.live.aws.calls import actions


def policy() -> str:
    """As JSON, to be pasted into IAM. None of it reads a record, a secret or changes anything."""
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Sid": "KafkalintAudit",
                    "Effect": "Allow",
                    "Action": list(actions()),
                    "Resource": "*",
                }
            ],
        },
        indent=2,
    )
