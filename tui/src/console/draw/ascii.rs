//! Replaces other characters by ASCII, cell by cell, for terminals that show only ASCII.

use ratatui::buffer::Buffer;

pub fn plain(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let symbol = cell.symbol().chars().next().map_or(' ', letter);
            cell.set_char(symbol);
        }
    }
}

/// The replacement of a character: its base letter or a similar sign, else `?`.
const fn letter(c: char) -> char {
    match c {
        '─' | '–' | '—' | '−' => '-',
        '│' => '|',
        '╭' | '╮' | '╰' | '╯' | '┌' => '+',
        '…' => '~',
        '●' | '█' | '▉' | '▊' | '▋' | '▌' => '#',
        '▍' | '▎' | '▏' => '.',
        '▇' | '▆' | '▅' => '|',
        '▄' | '▃' | '▂' => ':',
        '▁' => '_',
        '○' => 'o',
        '✓' => 'v',
        '✗' => 'x',
        '→' | '▸' | '›' | '»' | '”' => '>',
        '←' | '‹' | '«' | '“' => '<',
        '↑' => '^',
        '↓' => 'v',
        '↕' => '|',
        '·' => '-',
        '≈' => '~',
        '≠' => '!',
        '’' | '‘' => '\'',
        '€' => 'E',
        'à' | 'â' | 'ä' | 'á' | 'ã' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' | 'í' => 'i',
        'ô' | 'ö' | 'ó' | 'õ' | 'œ' => 'o',
        'ù' | 'û' | 'ü' | 'ú' => 'u',
        'À' | 'Â' | 'Á' => 'A',
        'Ç' => 'C',
        'É' | 'È' | 'Ê' | 'Ë' => 'E',
        'Î' | 'Ï' => 'I',
        'Ô' | 'Ö' | 'Œ' => 'O',
        'Ù' | 'Û' | 'Ü' => 'U',
        'ñ' => 'n',
        '\u{a0}' | '\u{202f}' => ' ',
        _ => '?',
    }
}
