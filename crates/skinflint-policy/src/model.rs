//! The user's `[[model]]` tables, raw. What a model means is not known here: whoever does reads them
//! into a type of its own, with places in the errors.

use std::ops::Range;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Deserializer, ValueDeserializer};

use crate::error::PolicyError;
use crate::source::{Origin, Source};

/// A `[[model]]` as it was written.
#[derive(Clone, Debug)]
pub struct RawModel {
    /// The file, and the bytes of the `[[model]]` header (or of the inline table).
    pub origin: Origin,
    /// The table, without places.
    pub table: toml::Table,
    /// Which one it is of its file, from 0.
    pub(crate) index: usize,
}

impl RawModel {
    /// The name of the library that it describes, where it says one.
    #[must_use]
    pub fn library(&self) -> Option<&str> {
        self.table.get("library")?.get("name")?.as_str()
    }
}

/// Reads a whole TOML text into a type, whose fields may be `toml::Spanned` (byte ranges of the text).
///
/// # Errors
/// Says what is no TOML or does not fit the type, at its place.
pub fn read_toml<T: DeserializeOwned>(source: &Arc<Source>) -> Result<T, PolicyError> {
    let table = DeTable::parse(source.text()).map_err(|error| located(source, &error, 0..0))?;
    T::deserialize(Deserializer::from(table)).map_err(|error| located(source, &error, 0..0))
}

/// Reads every model into a type, in order, with its origin; fields may be `toml::Spanned`.
///
/// # Errors
/// Collects, for all models, what does not fit the type, at its place.
pub fn read_models<T: DeserializeOwned>(models: &[RawModel]) -> Result<Vec<(T, Origin)>, Vec<PolicyError>> {
    let (mut read, mut errors) = (Vec::with_capacity(models.len()), Vec::new());
    // Places live as long as their text, so each file is parsed once more, for all its models.
    for of_file in models.chunk_by(|a, b| Arc::ptr_eq(&a.origin.source, &b.origin.source)) {
        let Some(source) = of_file.first().map(|model| &model.origin.source) else { continue };
        let table = match DeTable::parse(source.text()) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                errors.push(located(source, &error, 0..0));
                continue;
            }
        };
        let entries = table.get("model").and_then(|value| value.get_ref().as_array());
        for model in of_file {
            let Some(entry) = entries.and_then(|entries| entries.get(model.index)) else { continue };
            let entry: Spanned<DeValue<'_>> = entry.clone();
            match T::deserialize(ValueDeserializer::from(entry)) {
                Ok(value) => read.push((value, model.origin.clone())),
                Err(error) => errors.push(located(source, &error, model.origin.span.clone())),
            }
        }
    }
    if errors.is_empty() { Ok(read) } else { Err(errors) }
}

fn located(source: &Arc<Source>, error: &toml::de::Error, otherwise: Range<usize>) -> PolicyError {
    let span = error.span().filter(|span| !span.is_empty()).unwrap_or(otherwise);
    PolicyError::new(source, span, crate::source::printable(error.message().trim_end())).with_label("here")
}
