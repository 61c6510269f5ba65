use demo_tenant::DemoError;
use sign_in::SignInError;

/// Why a provider could not be made ready to be asked.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionError {
    /// The provider cannot be right, or cannot be reached.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The demo tenant could not be started.
    #[error(transparent)]
    Demo(#[from] DemoError),
    /// The address of a cloud's Graph is no address; a fault of this program.
    #[error("the address of the cloud's Graph cannot be used ({0}); report this fault")]
    Graph(#[from] url::ParseError),
}
