//! What profiles must hold to before anything is computed from them.

use super::error::ProfileError;
use super::profiles::{
    COMPETENCIES, Focus, HIGHEST_ANSWER, HIGHEST_IMPORTANCE, HIGHEST_LEVEL, LearnerProfile,
    MOST_FOCUS, MOST_PATTERNS, MOST_RANKS, MentorProfile, Profiles, QUESTIONS, Side,
};

impl Profiles {
    /// # Errors
    /// The first fault: in the patterns, then by learner, by mentor, in blocks and exclusions.
    pub(super) fn check(&self) -> Result<(), ProfileError> {
        let found = self.patterns.len();
        if found > MOST_PATTERNS {
            return Err(ProfileError::TooManyPatterns { found });
        }
        for (position, profile) in self.learners.iter().enumerate() {
            self.check_learner(position, profile)?;
        }
        for (position, profile) in self.mentors.iter().enumerate() {
            self.check_mentor(position, profile)?;
        }
        let excluded = self.exclusions.iter().map(|pair| (pair.learner, pair.mentor));
        for (learner, mentor) in self.blocks.iter().copied().chain(excluded) {
            self.check_position(Side::Learner, learner)?;
            self.check_position(Side::Mentor, mentor)?;
        }
        Ok(())
    }

    fn check_learner(&self, learner: usize, profile: &LearnerProfile) -> Result<(), ProfileError> {
        self.check_pattern(Side::Learner, learner, profile.pattern)?;
        check_answers(Side::Learner, learner, profile.values)?;
        check_focus(learner, &profile.focus)?;
        let found = profile.ranks.len();
        if found > MOST_RANKS {
            return Err(ProfileError::TooManyRanks { learner, found });
        }
        for (index, &mentor) in profile.ranks.iter().enumerate() {
            self.check_position(Side::Mentor, mentor)?;
            if profile.ranks[..index].contains(&mentor) {
                return Err(ProfileError::RankedTwice { learner, mentor });
            }
        }
        Ok(())
    }

    fn check_mentor(&self, mentor: usize, profile: &MentorProfile) -> Result<(), ProfileError> {
        self.check_pattern(Side::Mentor, mentor, profile.pattern)?;
        check_answers(Side::Mentor, mentor, profile.values)?;
        let fault = profile.levels.iter().position(|&level| level > HIGHEST_LEVEL);
        fault.map_or(Ok(()), |competency| Err(ProfileError::Level { mentor, competency }))
    }

    fn check_pattern(&self, side: Side, position: usize, pattern: u32) -> Result<(), ProfileError> {
        if pattern as usize >= self.patterns.len() {
            return Err(ProfileError::UnknownPattern { side, position, pattern });
        }
        Ok(())
    }

    fn check_position(&self, side: Side, position: u32) -> Result<(), ProfileError> {
        let people = match side {
            Side::Learner => self.learners.len(),
            Side::Mentor => self.mentors.len(),
        };
        if position as usize >= people {
            return Err(ProfileError::Unknown { side, position });
        }
        Ok(())
    }
}

fn check_answers(
    side: Side,
    position: usize,
    values: Option<[u8; QUESTIONS]>,
) -> Result<(), ProfileError> {
    let is_answer = |answer: &u8| (1..=HIGHEST_ANSWER).contains(answer);
    if values.is_some_and(|values| !values.iter().all(is_answer)) {
        return Err(ProfileError::Answer { side, position });
    }
    Ok(())
}

fn check_focus(learner: usize, focus: &[Focus]) -> Result<(), ProfileError> {
    if focus.len() > MOST_FOCUS {
        return Err(ProfileError::TooManyFocus { learner, found: focus.len() });
    }
    for (index, one) in focus.iter().enumerate() {
        let competency = one.competency;
        let is_sound = usize::from(competency) < COMPETENCIES
            && (1..=HIGHEST_IMPORTANCE).contains(&one.importance)
            && one.level <= HIGHEST_LEVEL;
        if !is_sound {
            return Err(ProfileError::Focus { learner, competency });
        }
        if focus[..index].iter().any(|other| other.competency == competency) {
            return Err(ProfileError::FocusTwice { learner, competency });
        }
    }
    Ok(())
}
