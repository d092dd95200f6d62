// The rows that one thread reads when x: [G, rows, channels] is reduced along
// its rows in chunks. Items are numbered [G, chunks, channels].
struct Chunk {
    uint first;   // index in x of the chunk's first row, at the item's channel
    uint end;     // index bound: at < end for at = first, first + channels, …
    uint count;   // rows in the chunk
    uint group;   // g
    uint number;  // the chunk among all groups' chunks: g·chunks + k
    uint channel; // c
};

Chunk chunk_of(uint item, uint rows, uint channels, uint chunk, uint chunks) {
    Chunk k;
    k.number = item / channels;
    k.channel = item - k.number * channels;
    k.group = k.number / chunks;
    uint begin = (k.number - k.group * chunks) * chunk;
    k.count = min(chunk, rows - begin);
    k.first = (k.group * rows + begin) * channels + k.channel;
    k.end = k.first + k.count * channels;
    return k;
}
