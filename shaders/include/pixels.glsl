// Coordinates of an output pixel: its image, row and column.
struct Pixel { uint n, h, w; };

// pixel_at splits the flat index (n·height + h)·width + w.
Pixel pixel_at(uint i, uint height, uint width) {
    return Pixel(i / (height * width), i / width % height, i % width);
}

// pixel_after is pixel_at(index of a + index of step) without a division.
Pixel pixel_after(Pixel a, Pixel step, uint height, uint width) {
    uint w = a.w + step.w;
    uint carry = w >= width ? 1 : 0;
    uint h = a.h + step.h + carry;
    uint overflow = h >= height ? 1 : 0;
    return Pixel(a.n + step.n + overflow, h - overflow * height, w - carry * width);
}
