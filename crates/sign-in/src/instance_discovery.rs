use url::Url;

/// Who has to vouch for a host that claims to be a cloud of Microsoft Entra and is not among those that are known.
///
/// The known clouds need nobody, nor do the other kinds of authorities: their hosts are the organization's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum InstanceDiscovery {
    /// Entra's public cloud, which knows all of them; asked once a day.
    #[default]
    PublicCloud,
    /// Somebody else, such as another cloud where the public one cannot be reached.
    At(Url),
    /// Nobody: the host was checked by whoever configured it.
    Off,
}

/// Where every library of Microsoft asks; it is described only by what they do with the answer.
const PUBLIC_CLOUD: &str = "https://login.microsoftonline.com/common/discovery/instance";

impl InstanceDiscovery {
    /// The address to ask; none where nobody is to be asked.
    pub(crate) fn address(&self) -> Option<Url> {
        match self {
            Self::PublicCloud => Url::parse(PUBLIC_CLOUD).ok(),
            Self::At(url) => Some(url.clone()),
            Self::Off => None,
        }
    }
}
