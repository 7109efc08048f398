using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Faro.Clob.Engine;

/// <summary>
/// Zeroed, pinned arrays for what is reached at random. Large ones ask Linux for huge pages: with pages of 4 KiB every random
/// access also misses the translation cache, which inside a virtual machine costs as much again as the memory. A hint only:
/// where it is not taken, everything works the same.
/// </summary>
internal static partial class LargeArrays
{
    private const int HugePage = 2 << 20;
    private const int MadviseHugePage = 14;

    public static T[] Allocate<T>(int length)
        where T : unmanaged
    {
        T[] items = GC.AllocateUninitializedArray<T>(length, pinned: true);
        Hint(MemoryMarshal.AsBytes(items.AsSpan()));
        Array.Clear(items); // touches the pages, now that their size is asked for
        return items;
    }

    private static unsafe void Hint(Span<byte> bytes)
    {
        if (!OperatingSystem.IsLinux() || bytes.Length < 2 * HugePage) return;
        nuint start = ((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) + HugePage - 1) & ~(nuint)(HugePage - 1);
        nuint end = ((nuint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(bytes)) + (nuint)bytes.Length) & ~(nuint)(HugePage - 1);
        _ = Advise(start, end - start, MadviseHugePage); // refused where huge pages are off: nothing is lost
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nuint address, nuint length, int advice);
}
