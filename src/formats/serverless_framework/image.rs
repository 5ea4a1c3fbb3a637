//! The container image of a function: an address, or the name of one that `provider.ecr.images` describes.

use super::service::Service;
use super::setting::Setting;
use crate::model::{Fact, FactName, Value};

/// The image of a function, which is a text or a map.
pub(super) fn fact(image: &Setting<'_>, service: &Service<'_>) -> Fact {
    let variables = &service.variables;
    if let Some(uri) = image.get("uri", variables) {
        return address(&uri);
    }
    let name = image.get("name", variables);
    let name = name.as_ref().unwrap_or(image);
    let Some(text) = name.text().filter(|text| !text.contains(['/', '$'])) else {
        return address(name);
    };
    let Some(described) = service.provider.images.get(text) else {
        return address(name);
    };
    let uri = described.get("uri", variables);
    let uri = uri.as_ref().unwrap_or(described);
    let mut fact = match (uri.why_unknown(), uri.text()) {
        (None, None) => return address(name).with_note("built from a Dockerfile of the service"),
        (why, _) => {
            let unknown = why.map(str::to_owned);
            let mut fact = address(uri);
            fact.note = fact.note.or(unknown);
            fact
        }
    };
    // The function's own line says which image it runs.
    let via = std::mem::take(&mut fact.via);
    fact.via.clone_from(&name.via);
    fact.via.extend(fact.at.take());
    fact.via.extend(via);
    fact.at = Some(name.at.clone());
    fact.field = name.field.as_str().into();
    fact.confidence = fact.confidence.min(address(name).confidence);
    fact
}

fn address(setting: &Setting<'_>) -> Fact {
    let value = setting.word().map(|text| Value::Text(text.to_owned()));
    setting.fact(FactName::Image, "the address of an image", value)
}
