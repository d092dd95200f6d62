// A pooling window of SIZE×SIZE pixels moves by STRIDE over an image with
// PADDING pixels around it, which no window takes.
layout(constant_id = 0) const uint SIZE = 3;
layout(constant_id = 1) const uint STRIDE = 1;
layout(constant_id = 2) const uint PADDING = 0;

// Span are the pixels of an axis that a window covers: from begin to end − 1.
struct Span { uint begin, end; };

// window_span is the window of output position i on an axis of n pixels.
Span window_span(uint i, uint n) {
    uint begin = max(i * STRIDE, PADDING) - PADDING;
    return Span(begin, min(i * STRIDE + SIZE - PADDING, n));
}
