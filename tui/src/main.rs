fn main() {}
#[expect(dead_code)]
mod console;
