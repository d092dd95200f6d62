// Tile: which tile and channels a thread of a transform has.
#include "include/divide.glsl"

struct Tile {
    uint n, h, w; // of the image, the row and the column of tiles
    uint channel;
};

// tile_at splits the flat index ((n·height + h)·width + w)·channels + channel.
// POWERS_OF_TWO says that all extents are powers of two.
Tile tile_at(uint i, uint channels, uint height, uint width) {
    uint tile = divide(i, channels, POWERS_OF_TWO);
    uint row = divide(tile, width, POWERS_OF_TWO);
    return Tile(divide(row, height, POWERS_OF_TWO), remainder(row, height, POWERS_OF_TWO),
                remainder(tile, width, POWERS_OF_TWO), remainder(i, channels, POWERS_OF_TWO));
}
