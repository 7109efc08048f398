namespace Faro.Venues.Json;

/// <summary>A venue's record as read: its place on the page, and what is wrong with it.</summary>
internal abstract class WireRecord
{
    /// <summary>Why the record is refused; null while it is valid.</summary>
    public string? FaultCode { get; private set; }

    /// <summary>One sentence naming the field; empty while the record is valid.</summary>
    public string FaultDetail { get; private set; } = "";

    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Raw { get; private set; }

    /// <summary>The record has been read to its last brace.</summary>
    protected void Ended(RecordReader record, ReadOnlyMemory<byte> raw)
    {
        Raw = raw;
        FaultCode = record.Code;
        FaultDetail = record.Detail;
    }
}
