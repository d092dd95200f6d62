// Bilinear enlargement by FACTOR, a constant of the kernel, along one axis of
// extent n: the centre of pixel i of the enlarged axis lies at
// (i + ½)/FACTOR − ½ on the axis, clamped at the ends. Places are integers, in
// units of 1/UNIT pixel.
const int UNIT = 2 * int(FACTOR);

int bilinear_place(uint i, uint n) {
    return clamp(2 * int(i) + 1 - int(FACTOR), 0, UNIT * int(n - 1));
}

// bilinear_share is the share of pixel i of the axis in a pixel at a place.
float bilinear_share(int place, uint i) {
    return float(max(0, UNIT - abs(place - UNIT * int(i)))) / float(UNIT);
}
