"""Where facts and subjects are, so that a check loads those alone that its rules ask for.

Written by maintenance/fact_index.py.
"""

from __future__ import annotations

FACTS = {
    "access": """
        is_broad_within_a_cluster is_for_everybody is_plaintext scram_problem shortcoming
        shown_ports stands_open too_wide
    """,
    "acls": """
        allows copies_or_watches deed has_credentials host_works is_for_all_resources is_for_anybody
        is_named_by_acl is_overbroad knows_its_acls lets_anybody_rule only_describes reads_groups
        reads_topics
    """,
    "addresses": """
        advertised_listeners advertised_problem is_advertised_locally
    """,
    "alarm_terms": """
        signal_problem
    """,
    "alerts": """
        has_partition_signals is_on missing_alerts signals tells_somebody unwatched watched
        watches_consumer_lag watches_offline_partitions watches_under_replicated
    """,
    "authentication": """
        asks_who_is_there authenticates_clients ignores_client_auth lets_anonymous_in
    """,
    "authorization": """
        allows_everyone authorizer authorizer_problem broker_principal denies_anonymous
        guards_by_acls has_authorizer has_kafka is_authorizing may_replicate sets_allow_everyone
        sets_super_users shown_principal stops_at_super_users super_users super_users_problem
        tells_its_authorizer trusts_anonymous
    """,
    "balance": """
        absence bytes_of_a_replica disk_bytes free_percent free_shown has_its_share
        is_bounded_by_size is_fenced mean_replicas preferred_leaders promised_bytes promised_shown
        replica_count strayed_leaders tells_its_size tells_its_state
    """,
    "conflicts": """
        conflict
    """,
    "confluent": """
        broad_role is_of_one_cluster is_personal is_readable lacks_units shown_principals tier
        tier_problem
    """,
    "consoles": """
        docker_socket
    """,
    "controllers": """
        advertised_setting controller_listener_problem
    """,
    "disagreement": """
        is_settled keeps_brokers_apart sides_said
    """,
    "drift": """
        differences is_settled shown_running shown_written
    """,
    "durability": """
        broker_loss_causes has_dedicated_controllers held survives_any_zone_loss
        unmatched_on_controllers zone_loss_causes
    """,
    "encryption": """
        checks_host_names client_auth is_plaintext tls_gap uses_sasl uses_tls weak_tls
    """,
    "exposure": """
        exposure is_bound_to_loopback
    """,
    "groups": """
        is_far_behind is_left total_lag worst_topic
    """,
    "identity": """
        cluster_id_problem cluster_id_story has_kraft_nodes heaviest_domain host_count id_problem
        is_doomed_by_version is_doomed_by_zookeeper node_id survives_known_zone_loss
    """,
    "interbroker": """
        inter_broker_problem
    """,
    "listeners": """
        controller_listener_names inter_broker_listener listeners listeners_setting
    """,
    "listening": """
        is_advertised is_of_known_image is_open named_numbers
    """,
    "losses": """
        ill_now losses
    """,
    "managed": """
        deletion_protection encryption_key is_elsewhere is_managed is_public
        leaves_election_to_platform leaves_partitions_to_platform sizes_itself spreads_itself
    """,
    "metrics": """
        emission_problem
    """,
    "misfits": """
        consequence deprecation is_harmless_leftover is_of_confluent is_of_minor_importance lack
        misfits successor variable_name written_as
    """,
    "monitoring": """
        has_metrics_pipeline offers_metrics open_jmx_port publishes_open_jmx unscraped_controllers
    """,
    "msk": """
        asks_for_logins breaks_public_terms express_conflicts fits_its_brokers has_open_monitoring
        instance_type is_burstable is_evenly_spread is_merely_undocumented kinds_of_clients
        left_to_msk lets_in_iam_alone monitoring_level most_partitions msk_problem
        replicas_per_broker serverless_problem storage_grows uses_iam watches_its_disks
    """,
    "nodes": """
        broker_count brokers controllers copies has_brokers is_broker is_combined is_controller
        is_kraft is_single_node is_zookeeper_mode kafka_version roles runs visible_brokers
        zookeepers
    """,
    "objections": """
        corrected_line meant objection remedy upshot
    """,
    "operations": """
        has_supported_version has_vendor_support heap_bytes image_is_maintained image_is_pinned
        image_note image_reference image_with_version is_containerised log_problem log_rotation
        maintained_image memory_problem platform_title restarts says_how_it_logs stop_seconds
        supported_versions
    """,
    "partitions": """
        ailment crowded_partitions crowding doubtful_partitions is_placed lagging_partitions
        offline_partitions racks refusing_partitions unhealthy_partitions worst_rack
    """,
    "ports": """
        control is_broker_port is_guarded is_of_zookeeper is_public leaves_machine listener
        on_loopback outside published_ports
    """,
    "protocols": """
        protocol_map
    """,
    "quorum": """
        quorum three_voters
    """,
    "releases": """
        possible_versions
    """,
    "remedies": """
        remedies
    """,
    "retention": """
        cleanup_policy deletes_by_time problem retention_bytes retention_ms segment_ms
    """,
    "running": """
        is_broker_too metadata_level metadata_level_possible powers_of_anonymous shadows
        voter_problem
    """,
    "sasl": """
        is_refused_its_keys keeps_users_in_jaas mechanisms oauth_problem offers_oauth
        offers_only_kerberos offers_plain sasl_problem trusts_unsigned_tokens
    """,
    "scope": """
        has_acls has_alerts is_msk is_observed is_running
    """,
    "secrets": """
        is_sample is_written opens_a_store opens_a_truststore reference
    """,
    "settings": """
        broker_key is_topics_key
    """,
    "startup": """
        listener_problem
    """,
    "storage": """
        directories has_one_copy is_mounted is_temporary keeper keeping line_for_mount
        log_directory_count missing_mount shared_with shown_path usual_path volume_name
    """,
    "survival": """
        blocked broker_loss_cause is_durable is_writable outcomes reads_survive_broker_loss
        reads_survive_zone_loss survives_broker_loss survives_host_loss survives_voter_loss
        survives_zone_loss votes_by_host votes_by_zone writes_survive_broker_loss
        writes_survive_zone_loss
    """,
    "swarm": """
        copies_in_words has_many_copies is_confined_by_label is_pinned loses_little lost_options
        shared_by_copies unpinned_volume
    """,
    "topics": """
        effective_min_isr is_internal min_isr min_isr_key partition_count replication_factor
        replication_key topics unclean_election
    """,
    "unheard": """
        guessed_keys hint is_unheard line_with_nearest_key may_be_read nearest_key reading_plugin
    """,
    "variables": """
        environment_variables is_harmless is_in_question lost_essentials meant_key misreading
        refusal right_name
    """,
    "voters": """
        names_a_quorum quorum_problem quorum_source_problem
    """,
    "wire": """
        certificate_names certificate_weakness days_left is_on_loopback is_open_by_settings
        shown_end shows_certificate subject_name weak_answers
    """,
    "zones": """
        host_count rack racked_brokers room_by_zone zone_count zone_sizes zones_possible
    """,
    "zookeeper": """
        allows_every_command authenticates connect_problem connects_with_tls ensemble_problem
        has_secure_port has_zookeeper metadata_opening protects_metadata publishes_admin_server
        purge_interval speaks_zookeeper_in_plaintext weakens_durability
    """,
}
"""A module to the names of its facts, whatever they are facts of."""

SUBJECTS = {
    "acl": "acls",
    "alert": "alerts",
    "auxiliary-topic": "durability",
    "broker": "nodes",
    "cluster": "nodes",
    "companion": "durability",
    "connector": "access",
    "controller": "nodes",
    "credential": "access",
    "difference": "drift",
    "directory": "storage",
    "disagreement": "disagreement",
    "endpoint": "wire",
    "grant": "access",
    "group": "groups",
    "ingress": "access",
    "listener": "listeners",
    "misfit": "misfits",
    "node": "nodes",
    "observer": "running",
    "open-port": "wire",
    "port": "ports",
    "principal": "acls",
    "quorum": "quorum",
    "secret": "secrets",
    "setting": "settings",
    "topic": "topics",
    "variable": "variables",
    "voter": "running",
    "zookeeper": "nodes",
}
"""A kind of subjects to the module that lists them."""

PARTS = {
    "acl": "acls",
    "alert": "alerts",
    "connector": "managed",
    "credential": "managed",
    "difference": "described",
    "endpoint": "running",
    "grant": "managed",
    "group": "consumer_groups",
    "ingress": "managed",
    "observer": "running",
    "open-port": "running",
    "principal": "acls",
    "voter": "running",
}
"""A kind of subjects to the field of a cluster that they come from."""
