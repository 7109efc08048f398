using System.Numerics;
using System.Runtime.CompilerServices;
using Faro.Clob.Engine;

namespace Faro.Clob.Journal;

/// <summary>
/// A running 64-bit digest of what commands did. The journal stores it with the commands, so recovery notices when the
/// replaying code gives another result than the code that ran. It guards against mistakes, not against forgery.
/// </summary>
public struct OutcomeDigest
{
    private ulong _state;

    /// <summary>The digest so far.</summary>
    public readonly long Value => (long)_state;

    /// <summary>Adds the events of one command.</summary>
    public void Add(EventBuffer events)
    {
        foreach (ref readonly EngineEvent e in events.Events)
        {
            Mix((ulong)e.Lots);
            Mix((ulong)(e.Lots >> 64) ^ e.Number);
            Mix((ulong)e.Filled);
            Mix((ulong)(e.Filled >> 64) ^ e.Order);
            Mix(e.Taker ^ ((ulong)(uint)e.Wallet << 32) ^ (uint)e.Other);
            Mix(((ulong)(uint)e.Market << 32) | ((ulong)e.Kind << 24) | ((ulong)e.Tick << 16) | ((ulong)e.Side << 8) | (e.Yes ? 1UL : 0));
            Mix(((ulong)e.Match << 40) | ((ulong)e.Status << 32) | ((ulong)e.Reason << 24) | ((ulong)e.Flags << 16)
                | ((ulong)e.MarketStatus << 8) | (e.Settled ? 1UL : 0));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Mix(ulong value) => _state = BitOperations.RotateLeft((_state ^ value) * 0x9E3779B97F4A7C15UL, 29);
}
