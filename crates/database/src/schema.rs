//! Generated from the migrated database (`tests/schema_rs.sql`); a test compares. Do not edit.

#![allow(missing_docs)]

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
    cadre.calibration (organization_id, grader_id, sample_id) {
        organization_id -> Uuid,
        grader_id -> Uuid,
        sample_id -> Uuid,
        steps -> Jsonb,
        rated_at -> Timestamptz,
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
    cadre.enrolment (organization_id, cohort_id, id) {
        organization_id -> Uuid,
        id -> Uuid,
        cohort_id -> Uuid,
        member_id -> Uuid,
        enrolled_at -> Timestamptz,
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
    cadre.organization_profile (organization_id) {
        organization_id -> Uuid,
        name -> Text,
        time_zone -> Text,
        created_at -> Timestamptz,
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
    assignment,
    attempt,
    audit_entry,
    calibration,
    cohort,
    cohort_facilitator,
    cohort_grader,
    competency,
    enrolment,
    file,
    grade,
    idempotency_key,
    item,
    item_key,
    lesson,
    lesson_completion,
    member,
    member_role,
    module,
    module_competency,
    module_prerequisite,
    module_progress,
    organization_profile,
    peer_review,
    peer_round,
    program,
    program_version,
    quiz,
    report_bounce,
    report_delivery,
    report_delivery_cohort,
    report_stop,
    rubric,
    sample,
    submission,
    submission_file,
    submission_version,
    text_grade,
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
