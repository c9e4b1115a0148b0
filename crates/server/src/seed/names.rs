//! Names of made-up people. Thirty times twenty: no two of the 570 have the same.

pub(super) const FIRST_NAMES: [&str; 30] = [
    "Ada", "Bruno", "Celina", "Damian", "Ewa", "Filip", "Gita", "Hugo", "Ines", "Jan", "Klara",
    "Leon", "Maja", "Nico", "Ola", "Piotr", "Rita", "Szymon", "Tola", "Ulf", "Vera", "Wit",
    "Xenia", "Yan", "Zofia", "Anil", "Bela", "Cyryl", "Dora", "Emil",
];

pub(super) const FAMILY_NAMES: [&str; 20] = [
    "Adamska", "Berg", "Cieślak", "Dudek", "Engel", "Fischer", "Gurung", "Horvat", "Iwan",
    "Jansen", "Kos", "Lis", "Marek", "Nowicka", "Olsen", "Pawlak", "Rai", "Sowa", "Tamm", "Zych",
];

pub(super) const UNITS: [&str; 8] =
    ["Claims", "Policies", "Digital", "Pricing", "Payments", "Lending", "Savings", "Operations"];
