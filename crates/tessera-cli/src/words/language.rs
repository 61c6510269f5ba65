use std::env;

use clap::ValueEnum;

/// The languages that the program speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Language {
    /// English
    #[default]
    #[value(name = "en")]
    English,
    /// Portuguese (Brazil)
    #[value(name = "pt-BR", alias = "pt")]
    Portuguese,
    /// Italian
    #[value(name = "it")]
    Italian,
}

impl Language {
    /// What the environment asks for: the first of these variables that is set (POSIX, section 8.2).
    pub(crate) fn of_environment() -> Self {
        let variable = |name| env::var(name).ok().filter(|value| !value.is_empty());
        ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(variable)
            .map_or(Self::English, |it| Self::of_locale(&it))
    }

    /// The language of a locale's name, such as `it_IT.UTF-8`; English for those that are not spoken.
    fn of_locale(name: &str) -> Self {
        match name.split(['_', '.', '@', '-']).next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "pt" => Self::Portuguese,
            "it" => Self::Italian,
            _ => Self::English,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Language;

    #[test]
    fn a_locale_names_its_language() {
        for (locale, language) in [
            ("it_IT.UTF-8", Language::Italian),
            ("it", Language::Italian),
            ("pt_BR.UTF-8", Language::Portuguese),
            ("pt_PT@euro", Language::Portuguese),
            ("en_GB", Language::English),
            ("C.UTF-8", Language::English),
            ("POSIX", Language::English),
            ("italo", Language::English),
            ("", Language::English),
        ] {
            assert_eq!(Language::of_locale(locale), language, "{locale}");
        }
    }
}
