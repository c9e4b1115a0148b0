//! Score and exclusion once more, straight from domain guide 6.2 and 6.3, with fractions instead of
//! anything clever. Shares no code with what it is compared to.

use super::super::{
    Criterion, Exclusion, LearnerProfile, MentorProfile, Missing, Profiles, Rules, SLOTS, Side,
    Weights,
};

/// Dividend and divisor.
type Fraction = (u64, u64);

/// Basis points of a fraction, rounded half up.
fn basis_points((dividend, divisor): Fraction) -> u64 {
    let (whole, rest) = (dividend * 10_000 / divisor, dividend * 10_000 % divisor);
    if rest * 2 >= divisor { whole + 1 } else { whole }
}

pub(super) fn part(
    profiles: &Profiles,
    criterion: Criterion,
    learner: usize,
    mentor: usize,
) -> Result<u64, Missing> {
    let (asks, offers) = (&profiles.learners[learner], &profiles.mentors[mentor]);
    let fraction = match criterion {
        Criterion::GapCover => gap_cover(asks, offers),
        Criterion::Preference => {
            let rank = asks.ranks.iter().position(|&ranked| ranked as usize == mentor);
            let value = rank.map_or((0, 1), |rank| ([10, 8, 6, 4, 2][rank], 10));
            if asks.ranks.is_empty() { Err(Missing::NoRanks) } else { Ok(value) }
        }
        Criterion::Values => match (asks.values, offers.values) {
            (None, _) => Err(Missing::NoAnswers(Side::Learner)),
            (_, None) => Err(Missing::NoAnswers(Side::Mentor)),
            (Some(own), Some(theirs)) => {
                let apart = |question: usize| {
                    (i32::from(own[question]) - i32::from(theirs[question])).unsigned_abs()
                };
                Ok((20 - u64::from((0..5).map(apart).sum::<u32>()), 20))
            }
        },
        Criterion::Goals => goals(asks.goals, offers.goals),
        Criterion::Time => Ok((shared_minutes(profiles, learner, mentor).min(240), 240)),
        Criterion::CareerDistance => match (asks.ladder, offers.ladder) {
            (None, _) => Err(Missing::NoLadder(Side::Learner)),
            (_, None) => Err(Missing::NoLadder(Side::Mentor)),
            (Some(own), Some(theirs)) => match i32::from(theirs) - i32::from(own) {
                ..=-1 => Ok((0, 10)),
                1 | 2 => Ok((10, 10)),
                3 => Ok((7, 10)),
                _ => Ok((4, 10)),
            },
        },
        Criterion::FreshView if asks.unit != offers.unit => Ok((2, 2)),
        Criterion::FreshView if asks.team != offers.team => Ok((1, 2)),
        Criterion::FreshView => Ok((0, 2)),
    };
    fraction.map(basis_points)
}

fn gap_cover(asks: &LearnerProfile, offers: &MentorProfile) -> Result<Fraction, Missing> {
    let (mut closed, mut all) = (0, 0);
    for focus in &asks.focus {
        let theirs = i64::from(offers.levels[usize::from(focus.competency)]);
        let halves = (theirs - i64::from(focus.level)).clamp(0, 2) as u64;
        closed += u64::from(focus.importance) * halves;
        all += u64::from(focus.importance) * 2;
    }
    if all == 0 { Err(Missing::NoFocus) } else { Ok((closed, all)) }
}

fn goals(own: u64, theirs: u64) -> Result<Fraction, Missing> {
    if own == 0 {
        return Err(Missing::NoGoals(Side::Learner));
    }
    if theirs == 0 {
        return Err(Missing::NoGoals(Side::Mentor));
    }
    let (mut both, mut either) = (0, 0);
    for goal in 0..64 {
        let (has, have) = ((own >> goal) & 1 == 1, (theirs >> goal) & 1 == 1);
        both += u64::from(has && have);
        either += u64::from(has || have);
    }
    Ok((both, either))
}

fn shared_minutes(profiles: &Profiles, learner: usize, mentor: usize) -> u64 {
    let own = profiles.patterns[profiles.learners[learner].pattern as usize];
    let theirs = profiles.patterns[profiles.mentors[mentor].pattern as usize];
    let mut minutes = 0;
    for slot in 0..SLOTS {
        if own.is_free(slot) && theirs.is_free(slot) {
            minutes += 15;
        }
    }
    minutes
}

/// The score that the pair would have if no rule spoke against it.
pub(super) fn score(profiles: &Profiles, weights: &Weights, learner: usize, mentor: usize) -> u8 {
    let (mut sum, mut total) = (0, 0);
    for criterion in Criterion::ALL {
        if let Ok(value) = part(profiles, criterion, learner, mentor) {
            sum += u64::from(weights.of(criterion)) * value;
            total += u64::from(weights.of(criterion));
        }
    }
    if total == 0 {
        return 0;
    }
    let (whole, rest) = (sum / (total * 100), sum % (total * 100));
    whole as u8 + u8::from(rest * 2 >= total * 100)
}

pub(super) fn exclusion(
    profiles: &Profiles,
    rules: Rules,
    learner: usize,
    mentor: usize,
) -> Option<Exclusion> {
    let (asks, offers) = (&profiles.learners[learner], &profiles.mentors[mentor]);
    let pair = (learner as u32, mentor as u32);
    let mut broken = Vec::new();
    for listed in &profiles.exclusions {
        if (listed.learner, listed.mentor) == pair {
            broken.push(listed.reason.rule());
        }
    }
    if profiles.blocks.contains(&pair) {
        broken.push(Exclusion::Blocked);
    }
    let units = [(asks.unit, offers.unit), (offers.unit, asks.unit)];
    if units.iter().any(|units| profiles.walls.contains(units)) {
        broken.push(Exclusion::Wall);
    }
    if !(0..64).any(|bit| ((asks.languages & offers.languages) >> bit) & 1 == 1) {
        broken.push(Exclusion::Language);
    }
    if shared_minutes(profiles, learner, mentor) < 60 {
        broken.push(Exclusion::Overlap);
    }
    if offers.is_guest {
        broken.push(Exclusion::Guest);
    }
    let can_teach = asks.focus.iter().any(|focus| {
        let level = offers.levels[usize::from(focus.competency)];
        level >= 3 && level > focus.level
    });
    if !can_teach && !asks.focus.is_empty() {
        broken.push(Exclusion::Focus);
    }
    if asks.unit == offers.unit {
        broken.push(Exclusion::SameUnit);
    }
    if asks.country != offers.country {
        broken.push(Exclusion::OtherCountry);
    }
    broken.into_iter().filter(|&rule| rules.has(rule)).min()
}
