use axum::http::{HeaderMap, header};

/// The languages of the pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    #[default]
    English,
    Portuguese,
    Italian,
}

impl Language {
    /// The browser's favourite among ours (RFC 9110, section 12.5.4), English if it wants none of them.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let accepted =
            headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best = (Self::English, 0.0);
        for entry in accepted.split(',').take(32) {
            let mut parts = entry.split(';');
            let quality = parts.clone().nth(1).and_then(|part| part.trim().strip_prefix("q=")?.parse().ok());
            let quality: f32 = quality.unwrap_or(1.0);
            if let Some(language) = parts.next().and_then(Self::named)
                && quality > best.1
            {
                best = (language, quality);
            }
        }
        best.0
    }

    fn named(tag: &str) -> Option<Self> {
        match tag.trim().split('-').next()?.to_ascii_lowercase().as_str() {
            "en" => Some(Self::English),
            "pt" => Some(Self::Portuguese),
            "it" => Some(Self::Italian),
            _ => None,
        }
    }

    /// For the `lang` attribute.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Portuguese => "pt-BR",
            Self::Italian => "it",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accepted: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
        Language::of(&headers)
    }

    #[test]
    fn the_favourite_among_ours_wins() {
        assert_eq!(of("de, it;q=0.8, pt-BR;q=0.9, en;q=0.1"), Language::Portuguese);
        assert_eq!(of("it-IT,it;q=0.9"), Language::Italian);
        assert_eq!(of("de"), Language::English);
        assert_eq!(of("pt;q=nonsense"), Language::Portuguese);
        assert_eq!(Language::of(&HeaderMap::new()), Language::English);
    }
}
