//! Mentors by column instead of by person, in blocks of a fixed length: each loop over a block reads
//! bytes that lie side by side and has no branch, so that the compiler makes vector instructions of
//! it on every processor.

use super::profiles::{COMPETENCIES, MentorProfile, QUESTIONS};

/// Mentors of a block. Long enough that loops over it are not unrolled before they are vectorised,
/// short enough that all intermediate results of a block stay in the first cache.
pub(super) const LANES: usize = 128;

/// A byte for each mentor of a block.
pub(super) type Lanes = [u8; LANES];

/// In a mask: yes.
const YES: u8 = u8::MAX;

/// Bits of a set.
const TAGS: usize = 64;

/// All mentors, column by column. Lanes behind the last mentor hold zeros.
#[derive(Debug)]
pub(super) struct Columns {
    /// By competency.
    pub(super) levels: Vec<Vec<Lanes>>,
    /// By question; 0 where there are no answers.
    pub(super) values: Vec<Vec<Lanes>>,
    /// A mask: there are answers.
    pub(super) answered: Vec<Lanes>,
    pub(super) goals: Tags,
    /// How many goals.
    pub(super) goal_counts: Vec<Lanes>,
    pub(super) languages: Tags,
    /// 0 where the step is not known.
    pub(super) ladder: Vec<Lanes>,
    /// A mask: the step is known.
    pub(super) placed: Vec<Lanes>,
    pub(super) units: Vec<[u32; LANES]>,
    pub(super) teams: Vec<[u32; LANES]>,
    pub(super) countries: Vec<[u16; LANES]>,
    /// 1 for guests.
    pub(super) guests: Vec<Lanes>,
}

impl Columns {
    pub(super) fn new(mentors: &[MentorProfile]) -> Self {
        let level = |competency: usize| column(mentors, |mentor| mentor.levels[competency]);
        let value = |question: usize| {
            column(mentors, |mentor| mentor.values.map_or(0, |values| values[question]))
        };
        Self {
            levels: (0..COMPETENCIES).map(level).collect(),
            values: (0..QUESTIONS).map(value).collect(),
            answered: column(mentors, |mentor| mask(mentor.values.is_some())),
            goals: Tags::new(mentors, |mentor| mentor.goals),
            goal_counts: column(mentors, |mentor| mentor.goals.count_ones() as u8),
            languages: Tags::new(mentors, |mentor| mentor.languages),
            ladder: column(mentors, |mentor| mentor.ladder.unwrap_or_default()),
            placed: column(mentors, |mentor| mask(mentor.ladder.is_some())),
            units: column(mentors, |mentor| mentor.unit),
            teams: column(mentors, |mentor| mentor.team),
            countries: column(mentors, |mentor| mentor.country),
            guests: column(mentors, |mentor| u8::from(mentor.is_guest)),
        }
    }
}

/// One value a mentor, in blocks.
pub(super) fn column<T: Default>(
    mentors: &[MentorProfile],
    value: impl Fn(&MentorProfile) -> T,
) -> Vec<[T; LANES]> {
    let blocks = mentors.chunks(LANES);
    let lane =
        |block: &[MentorProfile], lane: usize| block.get(lane).map_or_else(T::default, &value);
    blocks.map(|block| std::array::from_fn(|index| lane(block, index))).collect()
}

fn mask(is_so: bool) -> u8 {
    if is_so { YES } else { 0 }
}

/// Who has which tag of a set. A learner has few, so few columns are read.
#[derive(Debug)]
pub(super) struct Tags {
    /// By tag: 1 for who has it. Empty where nobody has.
    columns: Vec<Vec<Lanes>>,
}

impl Tags {
    fn new(mentors: &[MentorProfile], set: impl Fn(&MentorProfile) -> u64) -> Self {
        let any = mentors.iter().fold(0, |any, mentor| any | set(mentor));
        let has = |set: u64, tag: usize| (set >> tag) & 1;
        let columns = (0..TAGS).map(|tag| {
            if has(any, tag) == 0 {
                return Vec::new();
            }
            column(mentors, |mentor| has(set(mentor), tag) as u8)
        });
        Self { columns: columns.collect() }
    }

    /// How many of these tags each mentor of a block has.
    pub(super) fn count(&self, mut wanted: u64, block: usize) -> Lanes {
        let mut counts = [0; LANES];
        while wanted != 0 {
            let tag = wanted.trailing_zeros() as usize;
            wanted &= wanted - 1;
            if let Some(has) = self.columns[tag].get(block) {
                for lane in 0..LANES {
                    counts[lane] += has[lane];
                }
            }
        }
        counts
    }
}
