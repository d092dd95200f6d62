// Bilinear enlargement by FACTOR, a constant of the kernel, along one axis of
// extent n: the centre of pixel i of the enlarged axis lies at
// (i + ½)/FACTOR − ½ on the axis, clamped at the ends.

// share_at is the share of pixel i of the axis in pixel FACTOR·i + offset of the
// enlarged one, away from the ends. It is a constant where offset is. Distances
// between centres are integers, in units of 1/(2·FACTOR) pixel.
float share_at(int offset) {
    int unit = 2 * int(FACTOR);
    return float(max(0, unit - abs(2 * offset + 1 - int(FACTOR)))) / float(unit);
}

// between_share is the share of pixel i in pixel k of the FACTOR ones between the
// centre of the pixel before it and its own. It has none of those before the first
// centre or after the last: they are copies of one pixel.
float between_share(uint k, uint i, uint n) {
    return i == 0 || i == n ? 0.0 : share_at(int(k) - int(FACTOR + 1) / 2);
}

// window_share is the share of pixel i in pixel k of the 2·FACTOR ones that take
// some of it, of which it has all of those beyond the centre at an end, and none of
// those beyond the image.
float window_share(uint k, uint i, uint n) {
    bool beyond = k < FACTOR ? i == 0 : i == n - 1;
    bool outside = k < FACTOR / 2 || k >= FACTOR + FACTOR / 2;
    return beyond ? (outside ? 0.0 : 1.0) : share_at(int(k) - int(FACTOR) / 2);
}
