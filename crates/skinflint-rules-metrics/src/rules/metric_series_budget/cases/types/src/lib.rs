//! What stands in the code is certain, what only a type allows is likely.
use metrics::counter;

#[derive(Clone, Copy, Debug)]
pub enum Colour {
    Red,
    Green,
    Blue,
    Black,
    White,
}

impl Colour {
    fn as_str(self) -> &'static str {
        match self {
            Colour::Red => "red",
            Colour::Green => "green",
            Colour::Blue => "blue",
            Colour::Black => "black",
            Colour::White => "white",
        }
    }
}

pub fn painted(front: Colour, back: Colour, coats: u8, glossy: bool) {
    counter!("plain_total", "front" => front.as_str(), "glossy" => glossy.to_string()).increment(1);
    counter!("both_total", "front" => front.as_str(), "back" => back.as_str()).increment(1); //~ metric-series-budget error
    counter!("coats_total", "coats" => coats.to_string()).increment(1);
}

/// Thirty-six combinations of literals would be over the budget; six stand in the code.
pub fn literals() {
    counter!("steps_total", "step" => "a", "next" => "b").increment(1);
    counter!("steps_total", "step" => "b", "next" => "c").increment(1);
    counter!("steps_total", "step" => "c", "next" => "d").increment(1);
    counter!("steps_total", "step" => "d", "next" => "e").increment(1);
    counter!("steps_total", "step" => "e", "next" => "f").increment(1);
    counter!("steps_total", "step" => "f", "next" => "a").increment(1);
}
