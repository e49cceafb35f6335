//! A new migration changes no Rust file: without this line the compiler would not embed it.

fn main() {
    println!("cargo:rerun-if-changed=../migrations");
}
