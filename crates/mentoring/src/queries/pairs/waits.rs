//! For whom an open pair waits: one definition for all lists.

/// The condition, as SQL, that a pair `p` of the organisation `$1` cannot go on before its `learner`,
/// or its `mentor`, has answered, signed or filed the closing form.
macro_rules! waits_on {
    (learner) => {
        waits_on!("learner", "mentor_accepted")
    };
    (mentor) => {
        waits_on!("mentor", "mentee_accepted")
    };
    ($side:literal, $other_said_yes:literal) => {
        concat!(
            "(p.ended_at IS NULL AND CASE
                WHEN p.state IN ('proposed', '",
            $other_said_yes,
            "') THEN true
                WHEN p.state = 'accepted' THEN NOT EXISTS (
                    SELECT FROM cadre.mentoring_agreement signed
                    WHERE signed.organization_id = $1 AND signed.pair_id = p.id
                        AND signed.",
            $side,
            "_signed_at IS NOT NULL)
                WHEN p.state IN ('closing', 'impossible') THEN NOT EXISTS (
                    SELECT FROM cadre.closing_form filed
                    WHERE filed.organization_id = $1 AND filed.pair_id = p.id
                        AND filed.side = '",
            $side,
            "')
                ELSE false END)"
        )
    };
}

pub(crate) use waits_on;
