// The block of rows, of one group and one channel lane, that a thread of the
// normalisation kernels handles: the statistics are read once for all of them.
const uint BLOCK_ROWS = 8;

struct Block {
    uint first;   // index of the block's first row, at the thread's channel
    uint end;     // index bound for steps of channels
    uint group;   // g
    uint channel; // c
    uint stats;   // g·channels + c: where the statistics are
};

Block block_of(uint item, uint rows, uint channels) {
    uint blocks = (rows + BLOCK_ROWS - 1) / BLOCK_ROWS;
    Block b;
    uint number = item / channels;
    b.channel = item - number * channels;
    b.group = number / blocks;
    uint begin = (number - b.group * blocks) * BLOCK_ROWS;
    uint count = min(BLOCK_ROWS, rows - begin);
    b.first = (b.group * rows + begin) * channels + b.channel;
    b.end = b.first + count * channels;
    b.stats = b.group * channels + b.channel;
    return b;
}
