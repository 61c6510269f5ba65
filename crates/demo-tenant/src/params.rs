use url::form_urlencoded;

/// The parameters of a query or a form. None may come twice (RFC 6749, section 3.1), and an empty one counts as
/// left out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params {
    pairs: Vec<(String, String)>,
    repeated: Option<String>,
}

impl Params {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let mut params = Self::default();
        for (name, value) in form_urlencoded::parse(bytes) {
            if params.pairs.iter().any(|(known, _)| *known == name) {
                params.repeated = Some(name.into_owned());
            } else {
                params.pairs.push((name.into_owned(), value.into_owned()));
            }
        }
        params
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let value = self.pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.filter(|value| !value.is_empty())
    }

    /// The name of a parameter that came twice.
    pub(crate) fn repeated(&self) -> Option<&str> {
        self.repeated.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_parameter_is_noticed_and_its_first_value_stays() {
        let params = Params::parse(b"a=1&b=&a=2");
        assert_eq!(params.get("a"), Some("1"));
        assert_eq!(params.get("b"), None);
        assert_eq!(params.repeated(), Some("a"));
    }
}
