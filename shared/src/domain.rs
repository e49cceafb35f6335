//! Names of hosts in the public DNS.

/// Whether mail, or a browser, could find a host of this name: two labels or more, each of 1 to 63 ASCII letters, digits
/// and inner hyphens (RFC 1123, 2.1), 253 characters in all. A last label of digits would make it a machine's address.
pub fn is_public(name: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = name.rsplit('.').next().unwrap_or_default();
    name.len() <= 253
        && name.contains('.')
        && name.split('.').all(is_label)
        && !last.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_labels_that_dns_takes() {
        let label = |n: usize| format!("{}.cd", "x".repeat(n));
        for name in ["nzooimmo.com", "a.b-c.cd", "xn--nz-fka.example", "3.cd", &label(63)] {
            assert!(is_public(name), "{name}");
        }
        let long = format!("{}cd", "x.".repeat(126));
        for name in [
            "",
            "nzooimmo",
            "nzooimmo..com",
            ".com",
            "com.",
            "-a.cd",
            "a-.cd",
            "a_b.cd",
            "é.cd",
            "127.0.0.1",
            "a.1",
            &label(64),
            &long,
        ] {
            assert!(!is_public(name), "{name}");
        }
    }
}
