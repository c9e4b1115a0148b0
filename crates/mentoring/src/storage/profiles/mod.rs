//! People and rules: profiles of mentors and learners, guests, blocks, what is missing, and the
//! rules of the organisation.

mod aims;
mod offers;
mod panels;
mod people;
mod places;
mod relations;
mod rules;

pub(crate) use aims::{AimRow, lock_aim, replace_focus, save_aim};
pub(crate) use offers::{
    KeptCompetency, OfferRow, confirm_competency, kept_competencies, lock_offer,
    replace_competencies, save_offer,
};
pub(crate) use panels::{
    NewPanel, close_panel, insert_panel, lock_panels, replace_deciders, replace_subjects,
    update_panel,
};
pub(crate) use people::{PersonRow, lock_person, save_person};
pub(crate) use places::{change_places, lock_mentors};
pub(crate) use relations::{
    drop_block, drop_fairness, drop_pair_again, insert_block, insert_pair_again, save_fairness,
    save_person_link,
};
pub(crate) use rules::{
    RulesRow, drop_wall, insert_wall, insert_weights, lock_organization, lock_rules,
    replace_holidays, save_rules,
};
