"""Running clusters: how to reach one, what is read of it, and what that says.

    command line ─▶ client_properties   how to connect, as Kafka's own tools are told
                 ─▶ connection          whether that works, and why not
                 ─▶ collection          every fact that can be read, in a process of its own
                 ─▶ snapshot            plain data: all that was read, and what was refused
                 ─▶ model               the same clusters, nodes and topics that files describe

Nothing here is imported unless a running cluster or a snapshot of one is looked at.
"""
