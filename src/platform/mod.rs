//! The platforms' documented limits: dated data with a source, never code.

mod callers;
mod citation;
mod daemons;
mod defaults;
mod images;
mod limits;
mod prices;
mod triggers;

pub use callers::{CALLERS, Words, caller};
pub use citation::Exact;
pub use daemons::{
    DaemonKind, cluster_tool, daemon_image, exporter_image, is_offline, protocol_of,
};
pub use defaults::fill_defaults;
pub use images::{client_command, server_behind, server_image};
pub use limits::{Bound, Limit, Limits, Magnitude, Setting, TableError};
pub use prices::{Item, Price, PriceError, Prices, Task};
pub use triggers::{FunctionTrigger, function_trigger};
