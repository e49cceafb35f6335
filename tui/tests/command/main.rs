//! The program as it is run: from a shell, without a terminal, on both engines.

mod booking_file;
mod clients;
mod concurrency;
mod contact;
mod crashes;
mod earlier_versions;
mod failing_stages;
mod faults;
mod first_start;
mod hostile_text;
mod import;
mod memory;
mod migrate_and_doctor;
mod reference_model;
mod retail;
mod review;
mod rights;
mod settings;
mod shapes;
mod strategies;
mod surroundings;
mod workplace;
