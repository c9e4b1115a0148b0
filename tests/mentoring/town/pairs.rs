//! Pairs of the town, in any state, put into the tables as the commands leave them there.

use kernel::{MemberId, PairId};
use mentoring::model::life::{Anchors, Event, Party, State, step};
use mentoring::queries::calendar::work_calendar;
use testkit::TestApp;
use uuid::Uuid;

use super::Quarter;
use super::cycle::{ENDS_ON, cycle};

/// What stands in the tables of one pair.
struct Fixture<'a> {
    app: &'a TestApp,
    home: &'a Quarter,
    pair: Uuid,
    learner: Uuid,
    mentor: Uuid,
    coordinator: Uuid,
    state: State,
}

/// The steps that lead to a state, from the draft on.
fn path(to: State) -> Vec<(Event, Party)> {
    use Event as E;
    use Party::{Coordinator, Learner, Mentor, System};
    use State as S;
    let (before, steps): (State, &[(Event, Party)]) = match to {
        S::Draft => return Vec::new(),
        S::Proposed => (S::Draft, &[(E::Publish, Coordinator)]),
        S::MenteeAccepted => (S::Proposed, &[(E::Accept, Learner)]),
        S::MentorAccepted => (S::Proposed, &[(E::Accept, Mentor)]),
        S::Accepted => (S::MenteeAccepted, &[(E::Accept, Mentor)]),
        S::AgreementSigned => (S::Accepted, &[(E::SignFirst, Learner), (E::SignLast, Mentor)]),
        S::Active => (S::AgreementSigned, &[(E::FirstSession, Learner)]),
        S::Paused => (S::Active, &[(E::Pause, Learner)]),
        S::RematchRequested => (S::Active, &[(E::AskRematch, Learner)]),
        S::Impossible => (S::Active, &[(E::BreakRule, System)]),
        S::Closing => (S::Active, &[(E::GoalsDone, Mentor)]),
        S::Closed => (S::Closing, &[(E::FileFirst, Learner), (E::FileLast, Mentor)]),
        S::Declined => (S::Proposed, &[(E::Decline, Mentor)]),
        S::Expired => (S::Proposed, &[(E::TimeOut, System)]),
        S::EndedEarly => (S::Active, &[(E::EndEarly, Learner)]),
    };
    let mut whole = path(before);
    whole.extend_from_slice(steps);
    whole
}

/// A pair in a state; see the town's `pair`.
pub(super) async fn pair(
    app: &TestApp,
    home: &Quarter,
    (learner, mentor): (MemberId, MemberId),
    coordinator: MemberId,
    state: State,
) -> PairId {
    assert_ne!(state, State::Draft, "a draft is no pair yet");
    let fixture = Fixture {
        app,
        home,
        pair: app.app.services.sources.new_id(),
        learner: learner.uuid(),
        mentor: mentor.uuid(),
        coordinator: coordinator.uuid(),
        state,
    };
    let cycle = cycle(app, home).await.uuid();
    let run = fixture.run(cycle).await;
    fixture.row(cycle, run).await;
    fixture.steps().await;
    fixture.answers().await;
    fixture.papers().await;
    fixture.timers().await;
    fixture.told().await;
    PairId::from(fixture.pair)
}

impl Fixture<'_> {
    fn id(&self) -> Uuid {
        self.home.organization.id.uuid()
    }

    fn now(&self) -> String {
        self.app.now().to_rfc3339()
    }

    fn events(&self) -> Vec<Event> {
        path(self.state).into_iter().map(|(event, _)| event).collect()
    }

    /// A finished run whose only draft is this pair.
    async fn run(&self, cycle: Uuid) -> Uuid {
        let run: Uuid = self.app.app.services.sources.new_id();
        let (id, now, coordinator) = (self.id(), self.now(), self.coordinator);
        let (learner, mentor) = (self.learner, self.mentor);
        self.app
            .execute(&format!(
                "INSERT INTO cadre.matching_run (organization_id, id, cycle_id, number, objective,
                    state, phase, progress, seed, weights_version, engine_version, inputs_hash,
                    learners, mentors, places, matched, score_floor, score_sum, blocking_pairs,
                    certificate, started_by, queued_at, begun_at, ended_at)
                 SELECT '{id}', '{run}', '{cycle}', coalesce(max(number), 0) + 1, 'fair', 'done', 'done',
                    100, 7, 0, '1', '\\x00', 1, 1, 1, 1, 70, 70, 0, '{{}}', '{coordinator}', '{now}',
                    '{now}', '{now}'
                 FROM cadre.matching_run WHERE organization_id = '{id}' AND cycle_id = '{cycle}';
                 INSERT INTO cadre.matching_run_input (organization_id, run_id, people, scores,
                    exclusions)
                 VALUES ('{id}', '{run}', '{{}}', '\\x46', '\\x0000');
                 INSERT INTO cadre.match_draft (organization_id, run_id, learner_id, mentor_id, score,
                    parts, is_pinned)
                 VALUES ('{id}', '{run}', '{learner}', '{mentor}', 70, '[]', false)"
            ))
            .await;
        run
    }

    /// The pair and the counters of the mentor's places.
    async fn row(&self, cycle: Uuid, run: Uuid) {
        let (mut held, mut taken, mut at, mut ended) = (0, 0, State::Draft, false);
        for (event, by) in path(self.state) {
            let step = step(at, event, by).expect("a step of the table");
            let change = step.place_change(at);
            held += change.held;
            taken += change.taken;
            ended = step.ends();
            at = step.to;
        }
        let (id, pair, now) = (self.id(), self.pair, self.now());
        let (learner, mentor, state) = (self.learner, self.mentor, self.state.as_str());
        let (program, cohort) = (self.home.program.uuid(), self.home.cohort.uuid());
        let events = self.events();
        let version = events.len();
        let moment =
            |event| if events.contains(&event) { format!("'{now}'") } else { "NULL".into() };
        let accepted = if self.state.takes_place() || taken > 0 || events.contains(&Event::SignLast)
        {
            format!("'{now}'")
        } else {
            "NULL".to_owned()
        };
        let (signed, active) = (moment(Event::SignLast), moment(Event::FirstSession));
        let ended = if ended { format!("'{now}'") } else { "NULL".to_owned() };
        let word = |of: bool, word: &str| if of { format!("'{word}'") } else { "NULL".to_owned() };
        let pause = word(self.state == State::Paused, "workload");
        let broken = word(self.state == State::Impossible, "reporting_line");
        self.app
            .execute(&format!(
                "INSERT INTO cadre.pair (organization_id, id, program_id, cohort_id, cycle_id, run_id,
                    learner_id, mentor_id, state, score, parts, ends_on, proposed_at, accepted_at,
                    signed_at, active_at, quiet_since, pause_reason, broken_rule, ended_at, version)
                 VALUES ('{id}', '{pair}', '{program}', '{cohort}', '{cycle}', '{run}', '{learner}',
                    '{mentor}', '{state}', 70, '[]', '{ENDS_ON}', '{now}', {accepted}, {signed},
                    {active}, '{now}', {pause}, {broken}, {ended}, {version});
                 UPDATE cadre.mentor_profile
                 SET held_places = held_places + {held}, taken_places = taken_places + {taken}
                 WHERE organization_id = '{id}' AND member_id = '{mentor}'"
            ))
            .await;
    }

    async fn steps(&self) {
        let (id, pair, now) = (self.id(), self.pair, self.now());
        let mut from = State::Draft;
        for (event, by) in path(self.state) {
            let to = step(from, event, by).expect("a step of the table").to;
            let actor = match by {
                Party::Learner => format!("'{}'", self.learner),
                Party::Mentor => format!("'{}'", self.mentor),
                Party::Coordinator => format!("'{}'", self.coordinator),
                Party::System => "NULL".to_owned(),
            };
            let (step, from_word, to_word) =
                (self.app.app.services.sources.new_id::<Uuid>(), from.as_str(), to.as_str());
            let (event, party) = (event.as_str(), by.as_str());
            self.app
                .execute(&format!(
                    "INSERT INTO cadre.pair_event (organization_id, id, pair_id, at, event, party,
                        actor_id, from_state, to_state)
                     VALUES ('{id}', '{step}', '{pair}', '{now}', '{event}', '{party}', {actor},
                        '{from_word}', '{to_word}')"
                ))
                .await;
            from = to;
        }
    }

    /// What each side said to the proposal; who declined is not asked for this pair again.
    async fn answers(&self) {
        let (id, pair, now) = (self.id(), self.pair, self.now());
        for (event, by) in path(self.state) {
            let answer = match event {
                Event::Accept => "accepted",
                Event::Decline => "declined",
                _ => continue,
            };
            let side = by.as_str();
            self.app
                .execute(&format!(
                    "INSERT INTO cadre.pair_answer (organization_id, pair_id, side, answer, answered_at)
                     VALUES ('{id}', '{pair}', '{side}', '{answer}', '{now}');
                     INSERT INTO cadre.pair_ruling (organization_id, cycle_id, learner_id, mentor_id,
                        ruling, origin, made_at)
                     SELECT organization_id, cycle_id, learner_id, mentor_id, 'forbid', 'declined',
                        '{now}'
                     FROM cadre.pair WHERE id = '{pair}' AND '{answer}' = 'declined'
                     ON CONFLICT DO NOTHING"
                ))
                .await;
        }
    }

    /// Agreement and goal once both signed, a session once they met, forms once they are filed.
    async fn papers(&self) {
        let (id, pair, now, learner) = (self.id(), self.pair, self.now(), self.learner);
        let (session, goal): (Uuid, Uuid) =
            (self.app.app.services.sources.new_id(), self.app.app.services.sources.new_id());
        let events = self.events();
        let mut sql = Vec::new();
        if events.contains(&Event::SignLast) {
            sql.push(format!(
                "INSERT INTO cadre.mentoring_agreement (organization_id, pair_id, cadence_days,
                    session_minutes, out_of_bounds, shares, ends_on, learner_signed_at,
                    mentor_signed_at, written_at, version)
                 VALUES ('{id}', '{pair}', 14, 45, '', '[]', '{ENDS_ON}', '{now}', '{now}', '{now}', 1);
                 INSERT INTO cadre.mentoring_goal (organization_id, id, pair_id, position, goal,
                    competency_code)
                 VALUES ('{id}', '{goal}', '{pair}', 1, 'Outcomes with a baseline', 'C04')"
            ));
        }
        if events.contains(&Event::FirstSession) {
            sql.push(format!(
                "INSERT INTO cadre.mentoring_session (organization_id, id, pair_id, state, starts_at,
                    minutes, planned_by, logged_at, changed_at, feed_sequence, version)
                 VALUES ('{id}', '{session}', '{pair}', 'held', '{now}'::timestamptz - interval '1 hour',
                    45, '{learner}', '{now}', '{now}', 1, 2)"
            ));
        }
        if events.contains(&Event::FileLast) {
            sql.push(format!(
                "INSERT INTO cadre.closing_form (organization_id, pair_id, side, goals_reached, thanks,
                    would_renew, filed_at)
                 VALUES ('{id}', '{pair}', 'learner', 1, 'Thank you.', true, '{now}'),
                    ('{id}', '{pair}', 'mentor', 1, 'Well done.', true, '{now}')"
            ));
        }
        if !sql.is_empty() {
            self.app.execute(&sql.join(";")).await;
        }
    }

    async fn timers(&self) {
        let organization = self.home.organization.id;
        let calendar = self
            .app
            .app
            .services
            .database
            .read(organization, async |connection| work_calendar(connection, organization).await)
            .await
            .expect("a calendar");
        let now = self.app.now();
        let anchors = Anchors {
            proposed_at: now,
            entered_at: now,
            quiet_since: now,
            ends_on: ENDS_ON.parse().expect("a day"),
        };
        let (id, pair) = (self.id(), self.pair);
        for rule in self.state.timers() {
            let due = rule.due_at(&anchors, &calendar).to_rfc3339();
            let timer = rule.timer.as_str();
            self.app
                .execute(&format!(
                    "INSERT INTO cadre.pair_timer (organization_id, pair_id, timer, due_at)
                     VALUES ('{id}', '{pair}', '{timer}', '{due}')"
                ))
                .await;
        }
    }

    /// What the coordinator is told of by the last step.
    async fn told(&self) {
        let kind = match self.state {
            State::Expired => "proposal_expired",
            State::RematchRequested => "rematch_asked",
            State::Impossible => "impossible",
            State::Declined | State::EndedEarly => "mentor_wanted",
            _ => return,
        };
        let told: Uuid = self.app.app.services.sources.new_id();
        let (id, pair, now) = (self.id(), self.pair, self.now());
        self.app
            .execute(&format!(
                "INSERT INTO cadre.escalation (organization_id, id, kind, pair_id, opened_at)
                 VALUES ('{id}', '{told}', '{kind}', '{pair}', '{now}')"
            ))
            .await;
    }
}
