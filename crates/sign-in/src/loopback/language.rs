/// The languages of the page that ends a sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    English,
    BrazilianPortuguese,
    Italian,
}

/// The browser's favourite among the languages that there are (RFC 9110, section 12.5.4); English without one.
pub(super) fn choose(accept_language: &str) -> Language {
    let mut best = (Language::English, 0.0);
    for range in accept_language.split(',').take(20) {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let weight = parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1.0, weight);
        match language(&tag) {
            Some(language) if weight > best.1 => best = (language, weight),
            _ => {}
        }
    }
    best.0
}

fn language(tag: &str) -> Option<Language> {
    match tag.split('-').next()? {
        "en" => Some(Language::English),
        "pt" => Some(Language::BrazilianPortuguese),
        "it" => Some(Language::Italian),
        _ => None,
    }
}

fn weight(text: &str) -> f32 {
    text.parse().ok().filter(|weight| (0.0..=1.0).contains(weight)).unwrap_or(0.0)
}

impl Language {
    /// Its tag (RFC 5646).
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::BrazilianPortuguese => "pt-BR",
            Self::Italian => "it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browsers_favourite_is_chosen() {
        for (header, expected) in [
            ("it-IT,it;q=0.9,en;q=0.8", Language::Italian),
            ("de, pt-BR;q=0.7, en;q=0.5", Language::BrazilianPortuguese),
            ("en;q=0.1,it;q=0.2", Language::Italian),
            ("", Language::English),
            ("de", Language::English),
            ("it;q=0,pt;q=NaN", Language::English),
            (";;,,q=", Language::English),
        ] {
            assert_eq!(choose(header), expected, "{header}");
        }
    }
}
