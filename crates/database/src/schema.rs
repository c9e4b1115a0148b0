//! Generated from the migrated database (`tests/schema_rs.sql`); a test compares. Do not edit.

#![allow(missing_docs)]

diesel::table! {
    cadre.absence (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        member_id -> Uuid,
        starts_on -> Date,
        ends_on -> Date,
        entered_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.assignment (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_version_id -> Uuid,
        module_id -> Uuid,
        rubric_id -> Uuid,
        code -> Text,
        title -> Text,
        brief -> Text,
        deliverables -> Jsonb,
        minutes -> Integer,
        peers -> SmallInt,
        is_double_graded -> Bool,
    }
}

diesel::table! {
    cadre.attempt (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        enrolment_id -> Uuid,
        quiz_id -> Uuid,
        number -> SmallInt,
        seed -> BigInt,
        state -> Text,
        started_at -> Timestamptz,
        closes_at -> Timestamptz,
        ended_at -> Nullable<Timestamptz>,
        is_late -> Bool,
        answers -> Jsonb,
        points -> Nullable<SmallInt>,
        max_points -> Nullable<SmallInt>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.audit_entry (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        at -> Timestamptz,
        actor_id -> Nullable<Uuid>,
        action -> Text,
        subject -> Text,
        details -> Jsonb,
    }
}

diesel::table! {
    cadre.break_glass (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        pair_id -> Uuid,
        requested_by -> Uuid,
        reason -> Text,
        requested_at -> Timestamptz,
        state -> Text,
        answered_by -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
        expires_at -> Timestamptz,
        first_read_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.calendar_feed (organization_id, member_id) {
        organization_id -> Uuid,
        member_id -> Uuid,
        secret_hash -> Binary,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.calibration (organization_id, grader_id, sample_id) {
        organization_id -> Uuid,
        grader_id -> Uuid,
        sample_id -> Uuid,
        steps -> Jsonb,
        rated_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.closing_form (organization_id, pair_id, side) {
        organization_id -> Uuid,
        pair_id -> Uuid,
        side -> Text,
        goals_reached -> SmallInt,
        thanks -> Text,
        would_renew -> Bool,
        filed_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.cohort (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_version_id -> Uuid,
        name -> Text,
        hope -> Text,
        starts_on -> Date,
        time_zone -> Text,
        capacity -> Integer,
        created_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.cohort_facilitator (organization_id, cohort_id, member_id) {
        organization_id -> Uuid,
        cohort_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    cadre.cohort_grader (organization_id, cohort_id, member_id) {
        organization_id -> Uuid,
        cohort_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    cadre.competency (organization_id, framework_version, code) {
        organization_id -> Uuid,
        code -> Text,
        framework_version -> SmallInt,
        title -> Text,
        domain -> Text,
        behaviours -> Jsonb,
    }
}

diesel::table! {
    cadre.decision_request (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        pair_id -> Uuid,
        words -> Text,
        asked_at -> Timestamptz,
        answer -> Nullable<Text>,
        answered_by -> Nullable<Uuid>,
        answered_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.enrolment (organization_id, cohort_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        member_id -> Uuid,
        enrolled_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.escalation (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        pair_id -> Nullable<Uuid>,
        member_id -> Nullable<Uuid>,
        opened_at -> Timestamptz,
        settled_at -> Nullable<Timestamptz>,
        settled_by -> Nullable<Uuid>,
    }
}

diesel::table! {
    cadre.fairness_answer (organization_id, member_id) {
        organization_id -> Uuid,
        member_id -> Uuid,
        gender -> Text,
        consented_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.file (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        owner_id -> Uuid,
        name -> Text,
        media_type -> Text,
        bytes -> BigInt,
        sha256 -> Binary,
        uploaded_at -> Timestamptz,
        attached_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.grade (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        submission_id -> Uuid,
        version_number -> SmallInt,
        grader_id -> Uuid,
        position -> SmallInt,
        state -> Text,
        steps -> Jsonb,
        comment -> Text,
        thirds -> Nullable<SmallInt>,
        is_passed -> Nullable<Bool>,
        claimed_at -> Timestamptz,
        published_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.health_check (organization_id, pair_id, occasion, side) {
        organization_id -> Uuid,
        pair_id -> Uuid,
        occasion -> Text,
        side -> Text,
        asked_at -> Timestamptz,
        answered_at -> Nullable<Timestamptz>,
        meets -> Nullable<SmallInt>,
        safe -> Nullable<SmallInt>,
        matters -> Nullable<SmallInt>,
        useful -> Nullable<SmallInt>,
        go_on -> Nullable<SmallInt>,
        wants_talk -> Nullable<Bool>,
        is_low -> Nullable<Bool>,
    }
}

diesel::table! {
    cadre.holiday (organization_id, day) {
        organization_id -> Uuid,
        day -> Date,
        name -> Text,
    }
}

diesel::table! {
    cadre.idempotency_key (organization_id, actor_id, command, key) {
        organization_id -> Uuid,
        actor_id -> Uuid,
        command -> Text,
        key -> Text,
        request_hash -> Binary,
        answer -> Nullable<Jsonb>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.item (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        quiz_id -> Uuid,
        position -> SmallInt,
        code -> Text,
        competency_code -> Text,
        kind -> Text,
        part -> Nullable<Text>,
        is_anchor -> Bool,
        body -> Jsonb,
    }
}

diesel::table! {
    cadre.item_key (organization_id, item_id, version) {
        organization_id -> Uuid,
        item_id -> Uuid,
        version -> Integer,
        key -> Jsonb,
        reasons -> Jsonb,
        corrected_by -> Nullable<Uuid>,
        correction -> Nullable<Text>,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.learner_focus (organization_id, program_id, member_id, position) {
        organization_id -> Uuid,
        program_id -> Uuid,
        member_id -> Uuid,
        position -> SmallInt,
        competency_code -> Text,
        importance -> SmallInt,
        level -> SmallInt,
    }
}

diesel::table! {
    cadre.learner_profile (organization_id, program_id, member_id) {
        organization_id -> Uuid,
        program_id -> Uuid,
        member_id -> Uuid,
        about -> Text,
        goals -> Jsonb,
        wishes -> Jsonb,
        updated_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.lesson (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        module_id -> Uuid,
        position -> SmallInt,
        code -> Text,
        title -> Text,
        kind -> Text,
        minutes -> Integer,
        required -> Bool,
        body -> Text,
    }
}

diesel::table! {
    cadre.lesson_completion (organization_id, cohort_id, enrolment_id, lesson_id) {
        organization_id -> Uuid,
        cohort_id -> Uuid,
        enrolment_id -> Uuid,
        lesson_id -> Uuid,
        completed_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.match_draft (organization_id, run_id, learner_id) {
        organization_id -> Uuid,
        run_id -> Uuid,
        learner_id -> Uuid,
        mentor_id -> Nullable<Uuid>,
        score -> Nullable<SmallInt>,
        parts -> Nullable<Jsonb>,
        why -> Nullable<Jsonb>,
        is_pinned -> Bool,
    }
}

diesel::table! {
    cadre.matching_cycle (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_id -> Uuid,
        name -> Text,
        state -> Text,
        ranks_until -> Timestamptz,
        pairs_end_on -> Date,
        lists_offered_at -> Nullable<Timestamptz>,
        opened_by -> Uuid,
        opened_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.matching_cycle_cohort (organization_id, cycle_id, cohort_id) {
        organization_id -> Uuid,
        cycle_id -> Uuid,
        cohort_id -> Uuid,
    }
}

diesel::table! {
    cadre.matching_run (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        cycle_id -> Uuid,
        number -> Integer,
        only_learner_id -> Nullable<Uuid>,
        objective -> Text,
        state -> Text,
        phase -> Text,
        progress -> SmallInt,
        seed -> BigInt,
        weights_version -> Integer,
        engine_version -> Nullable<Text>,
        inputs_hash -> Nullable<Binary>,
        learners -> Nullable<Integer>,
        mentors -> Nullable<Integer>,
        places -> Nullable<Integer>,
        matched -> Nullable<Integer>,
        score_floor -> Nullable<SmallInt>,
        score_sum -> Nullable<BigInt>,
        blocking_pairs -> Nullable<Integer>,
        certificate -> Nullable<Jsonb>,
        failure -> Nullable<Text>,
        started_by -> Uuid,
        queued_at -> Timestamptz,
        begun_at -> Nullable<Timestamptz>,
        ended_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.matching_run_input (organization_id, run_id) {
        organization_id -> Uuid,
        run_id -> Uuid,
        people -> Jsonb,
        scores -> Binary,
        exclusions -> Binary,
    }
}

diesel::table! {
    cadre.member (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        email -> Text,
        name -> Text,
        unit -> Nullable<Text>,
        manager_id -> Nullable<Uuid>,
        time_zone -> Nullable<Text>,
        invited_at -> Nullable<Timestamptz>,
        joined_at -> Nullable<Timestamptz>,
        created_at -> Timestamptz,
        version -> Integer,
        left_at -> Nullable<Timestamptz>,
        guest_since -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.member_role (organization_id, member_id, role) {
        organization_id -> Uuid,
        member_id -> Uuid,
        role -> Text,
    }
}

diesel::table! {
    cadre.mentor_competency (organization_id, member_id, competency_code) {
        organization_id -> Uuid,
        member_id -> Uuid,
        competency_code -> Text,
        level -> SmallInt,
        source -> Text,
        declared_at -> Timestamptz,
        confirmed_by -> Nullable<Uuid>,
        confirmed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.mentor_profile (organization_id, member_id) {
        organization_id -> Uuid,
        member_id -> Uuid,
        is_open -> Bool,
        places -> SmallInt,
        held_places -> SmallInt,
        taken_places -> SmallInt,
        minutes_a_month -> Integer,
        about -> Text,
        goals -> Jsonb,
        topics -> Jsonb,
        rather_not -> Jsonb,
        offers -> Jsonb,
        opted_in_at -> Timestamptz,
        updated_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.mentor_rank (organization_id, cycle_id, learner_id, rank) {
        organization_id -> Uuid,
        cycle_id -> Uuid,
        learner_id -> Uuid,
        rank -> SmallInt,
        mentor_id -> Uuid,
        ranked_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.mentoring_agreement (organization_id, pair_id) {
        organization_id -> Uuid,
        pair_id -> Uuid,
        cadence_days -> SmallInt,
        session_minutes -> SmallInt,
        out_of_bounds -> Text,
        shares -> Jsonb,
        ends_on -> Date,
        learner_signed_at -> Nullable<Timestamptz>,
        mentor_signed_at -> Nullable<Timestamptz>,
        written_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.mentoring_block (organization_id, blocker_id, blocked_id) {
        organization_id -> Uuid,
        blocker_id -> Uuid,
        blocked_id -> Uuid,
        blocked_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.mentoring_goal (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        pair_id -> Uuid,
        position -> SmallInt,
        goal -> Text,
        competency_code -> Nullable<Text>,
        reached_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.mentoring_mail (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        member_id -> Uuid,
        pair_id -> Nullable<Uuid>,
        kind -> Text,
        occasion -> Text,
        queued_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
        dropped_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.mentoring_note (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        pair_id -> Uuid,
        session_id -> Nullable<Uuid>,
        author_id -> Uuid,
        is_shared -> Bool,
        key_id -> Uuid,
        nonce -> Binary,
        ciphertext -> Binary,
        written_at -> Timestamptz,
        edited_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.mentoring_person (organization_id, member_id) {
        organization_id -> Uuid,
        member_id -> Uuid,
        country -> Nullable<Text>,
        ladder_step -> Nullable<Text>,
        work_pattern -> Nullable<Text>,
        time_zone -> Text,
        week -> Nullable<Jsonb>,
        languages -> Jsonb,
        style_structure -> Nullable<SmallInt>,
        style_challenge -> Nullable<SmallInt>,
        style_pace -> Nullable<SmallInt>,
        style_reflection -> Nullable<SmallInt>,
        style_openness -> Nullable<SmallInt>,
        updated_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.mentoring_rules (organization_id) {
        organization_id -> Uuid,
        guests_excluded -> Bool,
        other_unit_required -> Bool,
        same_country_required -> Bool,
        working_weekdays -> SmallInt,
        updated_at -> Timestamptz,
        version -> Integer,
    }
}

diesel::table! {
    cadre.mentoring_session (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        pair_id -> Uuid,
        state -> Text,
        starts_at -> Timestamptz,
        minutes -> SmallInt,
        goal_id -> Nullable<Uuid>,
        module_id -> Nullable<Uuid>,
        submission_id -> Nullable<Uuid>,
        missed_by -> Nullable<Text>,
        planned_by -> Uuid,
        logged_at -> Nullable<Timestamptz>,
        changed_at -> Timestamptz,
        feed_sequence -> Integer,
        version -> Integer,
    }
}

diesel::table! {
    cadre.module (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_version_id -> Uuid,
        code -> Text,
        week -> SmallInt,
        title -> Text,
        goal -> Text,
        objectives -> Jsonb,
        manager_prompt -> Text,
    }
}

diesel::table! {
    cadre.module_competency (organization_id, module_id, competency_code) {
        organization_id -> Uuid,
        module_id -> Uuid,
        competency_code -> Text,
        level -> SmallInt,
    }
}

diesel::table! {
    cadre.module_prerequisite (organization_id, module_id, needs_module_id) {
        organization_id -> Uuid,
        module_id -> Uuid,
        needs_module_id -> Uuid,
    }
}

diesel::table! {
    cadre.module_progress (organization_id, cohort_id, enrolment_id, module_id) {
        organization_id -> Uuid,
        cohort_id -> Uuid,
        enrolment_id -> Uuid,
        module_id -> Uuid,
        required_done -> SmallInt,
        started_at -> Timestamptz,
        completed_at -> Nullable<Timestamptz>,
        quiz_passed_at -> Nullable<Timestamptz>,
        work_waits_since -> Nullable<Timestamptz>,
        assignment_passed_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.note_key (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        version -> Integer,
        master_key -> Text,
        nonce -> Binary,
        wrapped -> Binary,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.organization_profile (organization_id) {
        organization_id -> Uuid,
        name -> Text,
        time_zone -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.pair (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_id -> Uuid,
        cohort_id -> Uuid,
        cycle_id -> Uuid,
        run_id -> Uuid,
        learner_id -> Uuid,
        mentor_id -> Uuid,
        state -> Text,
        score -> SmallInt,
        parts -> Jsonb,
        ends_on -> Date,
        proposed_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
        signed_at -> Nullable<Timestamptz>,
        active_at -> Nullable<Timestamptz>,
        quiet_since -> Timestamptz,
        pause_reason -> Nullable<Text>,
        broken_rule -> Nullable<Text>,
        ended_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.pair_again (organization_id, asker_id, other_id) {
        organization_id -> Uuid,
        asker_id -> Uuid,
        other_id -> Uuid,
        asked_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.pair_answer (organization_id, pair_id, side) {
        organization_id -> Uuid,
        pair_id -> Uuid,
        side -> Text,
        answer -> Text,
        reason -> Nullable<Text>,
        answered_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.pair_event (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        pair_id -> Uuid,
        at -> Timestamptz,
        event -> Text,
        party -> Text,
        actor_id -> Nullable<Uuid>,
        from_state -> Text,
        to_state -> Text,
    }
}

diesel::table! {
    cadre.pair_ruling (organization_id, cycle_id, learner_id, mentor_id) {
        organization_id -> Uuid,
        cycle_id -> Uuid,
        learner_id -> Uuid,
        mentor_id -> Uuid,
        ruling -> Text,
        origin -> Text,
        made_by -> Nullable<Uuid>,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.pair_timer (organization_id, pair_id, timer) {
        organization_id -> Uuid,
        pair_id -> Uuid,
        timer -> Text,
        due_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.peer_review (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        round_id -> Uuid,
        submission_id -> Uuid,
        version_number -> SmallInt,
        reviewer_id -> Uuid,
        handed_to -> Nullable<Uuid>,
        state -> Text,
        comments -> Jsonb,
        score -> Nullable<SmallInt>,
        assigned_at -> Timestamptz,
        finished_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.peer_round (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        assignment_id -> Uuid,
        k -> SmallInt,
        seed -> BigInt,
        allotted_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.person_link (organization_id, member_id, other_id) {
        organization_id -> Uuid,
        member_id -> Uuid,
        other_id -> Uuid,
        is_same -> Bool,
        decided_by -> Uuid,
        decided_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.planned_manager (organization_id, member_id, effective_on) {
        organization_id -> Uuid,
        member_id -> Uuid,
        effective_on -> Date,
        manager_id -> Uuid,
        planned_by -> Uuid,
        planned_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.program (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        slug -> Text,
        title -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.program_version (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_id -> Uuid,
        number -> Integer,
        framework_version -> SmallInt,
        title -> Text,
        promise -> Text,
        audience -> Text,
        published_at -> Timestamptz,
        document -> Nullable<Jsonb>,
    }
}

diesel::table! {
    cadre.quiz (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_version_id -> Uuid,
        module_id -> Nullable<Uuid>,
        code -> Text,
        kind -> Text,
        item_count -> SmallInt,
        is_written -> Bool,
        minutes -> Nullable<Integer>,
    }
}

diesel::table! {
    cadre.report_bounce (organization_id, member_id) {
        organization_id -> Uuid,
        member_id -> Uuid,
        email -> Text,
        refusals -> Integer,
        last_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.report_delivery (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        member_id -> Uuid,
        kind -> Text,
        period -> Text,
        as_of -> Timestamptz,
        figures -> Jsonb,
        subject -> Text,
        html -> Text,
        body -> Text,
        message_id -> Text,
        state -> Text,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        queued_at -> Timestamptz,
        sent_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.report_delivery_cohort (organization_id, cohort_id, delivery_id) {
        organization_id -> Uuid,
        cohort_id -> Uuid,
        delivery_id -> Uuid,
    }
}

diesel::table! {
    cadre.report_stop (organization_id, member_id, kind) {
        organization_id -> Uuid,
        member_id -> Uuid,
        kind -> Text,
        stopped_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.review_panel (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        kind -> Text,
        name -> Text,
        unit -> Nullable<Text>,
        made_at -> Timestamptz,
        closed_at -> Nullable<Timestamptz>,
        version -> Integer,
    }
}

diesel::table! {
    cadre.review_panel_decider (organization_id, panel_id, member_id) {
        organization_id -> Uuid,
        panel_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    cadre.review_panel_subject (organization_id, panel_id, member_id) {
        organization_id -> Uuid,
        panel_id -> Uuid,
        member_id -> Uuid,
    }
}

diesel::table! {
    cadre.rubric (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        program_version_id -> Uuid,
        code -> Text,
        title -> Text,
        criteria -> Jsonb,
    }
}

diesel::table! {
    cadre.sample (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        assignment_id -> Uuid,
        code -> Text,
        title -> Text,
        setting -> Text,
        work -> Text,
        key -> Jsonb,
    }
}

diesel::table! {
    cadre.score_weights (organization_id, version) {
        organization_id -> Uuid,
        version -> Integer,
        gap_cover -> SmallInt,
        preference -> SmallInt,
        style -> SmallInt,
        goals -> SmallInt,
        time_overlap -> SmallInt,
        career -> SmallInt,
        fresh_view -> SmallInt,
        set_by -> Uuid,
        set_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.short_list (organization_id, cycle_id, learner_id, position) {
        organization_id -> Uuid,
        cycle_id -> Uuid,
        learner_id -> Uuid,
        position -> SmallInt,
        mentor_id -> Uuid,
        score -> SmallInt,
        reasons -> Jsonb,
        offered_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.submission (organization_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        enrolment_id -> Uuid,
        assignment_id -> Uuid,
        draft_text -> Text,
        draft_links -> Jsonb,
        draft_saved_at -> Timestamptz,
        draft_version -> Integer,
        latest_version -> SmallInt,
        is_passed -> Bool,
    }
}

diesel::table! {
    cadre.submission_file (organization_id, submission_id, version_number, file_id) {
        organization_id -> Uuid,
        submission_id -> Uuid,
        version_number -> SmallInt,
        file_id -> Uuid,
    }
}

diesel::table! {
    cadre.submission_version (organization_id, submission_id, number) {
        organization_id -> Uuid,
        submission_id -> Uuid,
        number -> SmallInt,
        cohort_id -> Uuid,
        text -> Text,
        links -> Jsonb,
        submitted_at -> Timestamptz,
        is_late -> Bool,
        state -> Text,
        graders_needed -> SmallInt,
        decided_at -> Nullable<Timestamptz>,
        decided_by -> Nullable<Uuid>,
        thirds -> Nullable<SmallInt>,
        is_passed -> Nullable<Bool>,
        notified_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    cadre.text_grade (organization_id, attempt_id, item_id) {
        organization_id -> Uuid,
        attempt_id -> Uuid,
        item_id -> Uuid,
        grader_id -> Uuid,
        points -> SmallInt,
        comment -> Text,
        graded_at -> Timestamptz,
    }
}

diesel::table! {
    cadre.unit_wall (organization_id, unit, other_unit) {
        organization_id -> Uuid,
        unit -> Text,
        other_unit -> Text,
        reason -> Text,
        made_by -> Uuid,
        made_at -> Timestamptz,
    }
}

diesel::table! {
    identity.account (id) {
        id -> Uuid,
        email -> Text,
        password_hash -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    identity.invitation (token_hash) {
        token_hash -> Binary,
        organization_id -> Uuid,
        member_id -> Uuid,
        email -> Text,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        accepted_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.membership (account_id, organization_id) {
        account_id -> Uuid,
        organization_id -> Uuid,
        member_id -> Uuid,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    identity.organization (id) {
        id -> Uuid,
        slug -> Text,
        created_at -> Timestamptz,
    }
}

diesel::table! {
    identity.refresh_token (token_hash) {
        token_hash -> Binary,
        session_id -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        used_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.session (id) {
        id -> Uuid,
        account_id -> Uuid,
        organization_id -> Uuid,
        member_id -> Uuid,
        created_at -> Timestamptz,
        expires_at -> Timestamptz,
        revoked_at -> Nullable<Timestamptz>,
    }
}

diesel::table! {
    identity.sign_in_failure (subject_hash, failed_at, id) {
        subject_hash -> Binary,
        failed_at -> Timestamptz,
        id -> Uuid,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    absence,
    assignment,
    attempt,
    audit_entry,
    break_glass,
    calendar_feed,
    calibration,
    closing_form,
    cohort,
    cohort_facilitator,
    cohort_grader,
    competency,
    decision_request,
    enrolment,
    escalation,
    fairness_answer,
    file,
    grade,
    health_check,
    holiday,
    idempotency_key,
    item,
    item_key,
    learner_focus,
    learner_profile,
    lesson,
    lesson_completion,
    match_draft,
    matching_cycle,
    matching_cycle_cohort,
    matching_run,
    matching_run_input,
    member,
    member_role,
    mentor_competency,
    mentor_profile,
    mentor_rank,
    mentoring_agreement,
    mentoring_block,
    mentoring_goal,
    mentoring_mail,
    mentoring_note,
    mentoring_person,
    mentoring_rules,
    mentoring_session,
    module,
    module_competency,
    module_prerequisite,
    module_progress,
    note_key,
    organization_profile,
    pair,
    pair_again,
    pair_answer,
    pair_event,
    pair_ruling,
    pair_timer,
    peer_review,
    peer_round,
    person_link,
    planned_manager,
    program,
    program_version,
    quiz,
    report_bounce,
    report_delivery,
    report_delivery_cohort,
    report_stop,
    review_panel,
    review_panel_decider,
    review_panel_subject,
    rubric,
    sample,
    score_weights,
    short_list,
    submission,
    submission_file,
    submission_version,
    text_grade,
    unit_wall,
);
diesel::allow_tables_to_appear_in_same_query!(
    account,
    invitation,
    membership,
    organization,
    refresh_token,
    session,
    sign_in_failure,
);
